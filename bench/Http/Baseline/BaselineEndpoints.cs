namespace Concert.Bench.Http.Baseline;

/// <summary>The same calls, done in two ways; what both do alike has one address.</summary>
internal static class BaselineEndpoints
{
    public const string Locking = "/locking";

    public const string Single = "/single";

    private const long MaxCharge = 10_000_000;

    public static void MapBaseline(this IEndpointRouteBuilder app)
    {
        var locking = app.MapGroup(Locking).RequireAuthorization();
        locking.MapPost("/wallet/charges", (HttpContext context, ChargeBody body, LockingMoney money) =>
            ChargeAsync(context, body, money.ChargeAsync));
        locking.MapPost("/reservations", (HttpContext context, ReserveBody body, LockingSales sales) =>
            ReserveAsync(context, body, sales.ReserveAsync));
        locking.MapPost("/payments", PayAsync);
        var single = app.MapGroup(Single).RequireAuthorization();
        single.MapPost("/wallet/charges", (HttpContext context, ChargeBody body, SingleMoney money) =>
            ChargeAsync(context, body, money.ChargeAsync));
        single.MapPost("/reservations", (HttpContext context, ReserveBody body, SingleSales sales) =>
            ReserveAsync(context, body, sales.ReserveAsync));
        app.MapPost("/concerts/{concertId}/queue-tokens", JoinAsync).RequireAuthorization();
        app.MapGet("/queue-tokens/current", ReadQueueAsync).RequireAuthorization();
        app.MapGet("/performances/{performanceId}/seats", (HttpContext context, string performanceId, BaselineSeats seats) =>
            seats.WriteAsync(context, performanceId));
    }

    private static async Task<IResult> ChargeAsync(
        HttpContext context, ChargeBody body, Func<string, string, string, long, Task<Entry?>> chargeAsync)
    {
        if (Answers.KeyOf(context) is not { } key) return Answers.Problem(428, "idempotency_key_required");
        if (body.Amount is < 1 or > MaxCharge) return Answers.Problem(400, "invalid_request");
        var fingerprint = Answers.Fingerprint($"charge {body.Amount}");
        if (await chargeAsync(Answers.UserOf(context), key, fingerprint, body.Amount) is not { } entry)
            return Answers.Problem(404, "wallet_not_found");
        if (entry.Fingerprint != fingerprint) return Answers.Problem(422, "idempotency_key_reused");
        return TypedResults.Created(
            "/v1/wallet/transactions", new ChargeReply($"t_{entry.Id}", entry.Amount, entry.Balance, Answers.Currency));
    }

    private static async Task<IResult> ReserveAsync(
        HttpContext context, ReserveBody body, Func<Reserve, Task<Answer<ReserveReply>>> reserveAsync)
    {
        if (Answers.KeyOf(context) is not { } key) return Answers.Problem(428, "idempotency_key_required");
        if (Answers.QueueTokenOf(context) is not { } token) return Answers.Problem(403, "queue_token_required");
        if (body.SeatIds.Length is < 1 or > Reservations.MaxSeats) return Answers.Problem(400, "invalid_request");
        var fingerprint = Answers.Fingerprint($"reserve {body.PerformanceId} {string.Join(' ', body.SeatIds)}");
        var outcome = await reserveAsync(new(Answers.UserOf(context), token, key, fingerprint, body.PerformanceId, body.SeatIds));
        return outcome.ToResult(BaselineJson.Default.ReserveReply);
    }

    private static async Task<IResult> PayAsync(HttpContext context, PayBody body, LockingPayments payments)
    {
        if (Answers.KeyOf(context) is not { } key) return Answers.Problem(428, "idempotency_key_required");
        var fingerprint = Answers.Fingerprint($"pay {body.ReservationId}");
        var outcome = await payments.PayAsync(Answers.UserOf(context), key, fingerprint, body.ReservationId);
        return outcome.ToResult(BaselineJson.Default.PayReply);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, string concertId, BaselineQueue queue) =>
        (await queue.JoinAsync(concertId, Answers.UserOf(context))).ToResult(BaselineJson.Default.QueueReply);

    private static async Task<IResult> ReadQueueAsync(HttpContext context, BaselineQueue queue) =>
        Answers.QueueTokenOf(context) is { } token
            ? (await queue.ReadAsync(token, Answers.UserOf(context))).ToResult(BaselineJson.Default.QueueReply)
            : Answers.Problem(403, "queue_token_required");
}
