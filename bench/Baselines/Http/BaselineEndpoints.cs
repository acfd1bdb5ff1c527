using System.Security.Cryptography;
using System.Text;

namespace Concert.Bench.Baselines;

/// <summary>The calls of the service, in two variants with a path prefix each. What both variants do alike has no prefix.</summary>
internal static class BaselineEndpoints
{
    public const string Locking = "/locking";
    public const string Single = "/single";
    public const string Currency = "KRW";

    private const long MaxCharge = 10_000_000;

    public static void MapBaseline(this IEndpointRouteBuilder app)
    {
        var locking = app.MapGroup(Locking).RequireAuthorization();
        locking.MapPost("/wallet/charges", (HttpContext context, ChargeBody body, LockingWallet wallet) =>
            ChargeAsync(context, body, wallet.ChargeAsync));
        locking.MapPost("/reservations", (HttpContext context, ReserveBody body, LockingSales sales) =>
            ReserveAsync(context, body, sales.ReserveAsync));
        locking.MapPost("/payments", (HttpContext context, PayBody body, LockingPayments payments) => PayAsync(context, body, payments.PayAsync));
        var single = app.MapGroup(Single).RequireAuthorization();
        single.MapPost("/wallet/charges", (HttpContext context, ChargeBody body, SingleStatementWallet wallet) =>
            ChargeAsync(context, body, wallet.ChargeAsync));
        single.MapPost("/reservations", (HttpContext context, ReserveBody body, SingleStatementSales sales) =>
            ReserveAsync(context, body, sales.ReserveAsync));
        single.MapPost("/payments", (HttpContext context, PayBody body, SingleStatementPayments payments) => PayAsync(context, body, payments.PayAsync));
        app.MapPost("/concerts/{concertId}/queue-tokens", JoinAsync).RequireAuthorization();
        app.MapGet("/queue-tokens/current", ReadQueueAsync).RequireAuthorization();
        app.MapGet("/performances/{performanceId}", (HttpContext context, string performanceId, BaselineLayouts layouts) =>
            layouts.WriteAsync(context, performanceId));
        app.MapGet("/performances/{performanceId}/seats", (HttpContext context, string performanceId, BaselineSeatMaps maps) =>
            maps.WriteAsync(context, performanceId));
    }

    public static IResult Problem(int status, string code) => TypedResults.Json(
        new ProblemReply($"/problems/{code}", code, status, code), BaselineJson.Default.ProblemReply, "application/problem+json", status);

    public static string Fingerprint(string command) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command)).AsSpan(0, 16));

    private static async Task<IResult> ChargeAsync(
        HttpContext context, ChargeBody body, Func<string, string, string, long, Task<BaselineJournalRow?>> chargeAsync)
    {
        if (KeyOf(context) is not { } key) return Problem(428, "idempotency_key_required");
        if (body.Amount is < 1 or > MaxCharge) return Problem(400, "invalid_request");
        var fingerprint = Fingerprint($"charge {body.Amount}");
        if (await chargeAsync(UserOf(context), key, fingerprint, body.Amount) is not { } entry) return Problem(404, "wallet_not_found");
        if (entry.Fingerprint != fingerprint) return Problem(422, "idempotency_key_reused");
        return TypedResults.Created("/v1/wallet/transactions", new ChargeReply($"t_{entry.Id}", entry.Amount, entry.Balance, Currency));
    }

    private static async Task<IResult> ReserveAsync(
        HttpContext context, ReserveBody body, Func<ReserveCommand, Task<BaselineResult<ReserveReply>>> reserveAsync)
    {
        if (KeyOf(context) is not { } key) return Problem(428, "idempotency_key_required");
        if (QueueTokenOf(context) is not { } token) return Problem(403, "queue_token_required");
        if (body.SeatIds.Length is < 1 or > Reservations.MaxSeats) return Problem(400, "invalid_request");
        var fingerprint = Fingerprint($"reserve {body.PerformanceId} {string.Join(' ', body.SeatIds)}");
        var result = await reserveAsync(new(UserOf(context), token, key, fingerprint, body.PerformanceId, body.SeatIds));
        return result.ToResult(BaselineJson.Default.ReserveReply);
    }

    private static async Task<IResult> PayAsync(
        HttpContext context, PayBody body, Func<string, string, string, string, Task<BaselineResult<PayReply>>> payAsync)
    {
        if (KeyOf(context) is not { } key) return Problem(428, "idempotency_key_required");
        var result = await payAsync(UserOf(context), key, Fingerprint($"pay {body.ReservationId}"), body.ReservationId);
        return result.ToResult(BaselineJson.Default.PayReply);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, string concertId, BaselineQueue queue) =>
        (await queue.JoinAsync(concertId, UserOf(context))).ToResult(BaselineJson.Default.QueueReply);

    private static async Task<IResult> ReadQueueAsync(HttpContext context, BaselineQueue queue) => QueueTokenOf(context) is { } token
        ? (await queue.ReadAsync(token, UserOf(context))).ToResult(BaselineJson.Default.QueueReply)
        : Problem(403, "queue_token_required");

    private static string UserOf(HttpContext context) => context.User.FindFirst("sub")!.Value;

    private static string? QueueTokenOf(HttpContext context) =>
        context.Request.Headers["Queue-Token"] is [{ Length: > 0 and <= 64 } token] ? token : null;

    private static string? KeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 and <= 128 } key] ? key : null;
}
