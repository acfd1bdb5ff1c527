using System.Security.Cryptography;
using System.Text;

namespace Concert.Bench.Http.Baseline;

/// <summary>What the baseline's commands answer, other than what was asked for.</summary>
internal static class Answers
{
    public const string Currency = "KRW";

    public static IResult Problem(int status, string code) => TypedResults.Json(
        new ProblemReply($"/problems/{code}", code, status, code), BaselineJson.Default.ProblemReply, "application/problem+json", status);

    public static string UserOf(HttpContext context) => context.User.FindFirst("sub")!.Value;

    /// <summary>The key that makes the command repeatable; none: it is missing or unusable.</summary>
    public static string? KeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 and <= 128 } key] ? key : null;

    public static string Fingerprint(string command) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command)).AsSpan(0, 16));
}

/// <summary>A command that was done before with this key.</summary>
internal sealed record Entry(long Id, long Amount, long Balance, string? Reference, string Fingerprint);
