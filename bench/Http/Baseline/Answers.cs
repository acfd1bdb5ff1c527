using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Concert.Bench.Http.Baseline;

/// <summary>What a command came to: an answer, or a refusal by its code.</summary>
internal readonly record struct Answer<T>(T? Value, int Status, string? Code = null)
    where T : class
{
    public static implicit operator Answer<T>(T value) => new(value, StatusCodes.Status201Created);

    public static Answer<T> Refused(int status, string code) => new(null, status, code);

    public IResult ToResult(JsonTypeInfo<T> type) =>
        Value is null ? Answers.Problem(Status, Code!) : TypedResults.Json(Value, type, statusCode: Status);
}

/// <summary>What the baseline's commands have in common.</summary>
internal static class Answers
{
    public const string Currency = "KRW";

    public static IResult Problem(int status, string code) => TypedResults.Json(
        new ProblemReply($"/problems/{code}", code, status, code), BaselineJson.Default.ProblemReply, "application/problem+json", status);

    public static string UserOf(HttpContext context) => context.User.FindFirst("sub")!.Value;

    public static string? QueueTokenOf(HttpContext context) =>
        context.Request.Headers["Queue-Token"] is [{ Length: > 0 and <= 64 } token] ? token : null;

    /// <summary>The key that makes the command repeatable; none: it is missing or unusable.</summary>
    public static string? KeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 and <= 128 } key] ? key : null;

    public static string Fingerprint(string command) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command)).AsSpan(0, 16));
}

/// <summary>A command that was done before with this key.</summary>
internal sealed record Entry(long Id, long Amount, long Balance, string? Reference, string Fingerprint, DateTime At);
