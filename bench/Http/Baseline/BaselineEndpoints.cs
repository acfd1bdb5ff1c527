namespace Concert.Bench.Http.Baseline;

/// <summary>The same calls, done in two ways.</summary>
internal static class BaselineEndpoints
{
    public const string Locking = "/locking";

    public const string Single = "/single";

    private const long MaxCharge = 10_000_000;

    public static void MapBaseline(this IEndpointRouteBuilder app)
    {
        var locking = app.MapGroup(Locking).RequireAuthorization();
        locking.MapPost("/wallet/charges", (HttpContext context, ChargeBody body, LockingMoney money) => Charge(context, body, money.ChargeAsync));
        var single = app.MapGroup(Single).RequireAuthorization();
        single.MapPost("/wallet/charges", (HttpContext context, ChargeBody body, SingleMoney money) => Charge(context, body, money.ChargeAsync));
    }

    private static async Task<IResult> Charge(
        HttpContext context, ChargeBody body, Func<string, string, string, long, Task<Entry?>> chargeAsync)
    {
        if (Answers.KeyOf(context) is not { } key) return Answers.Problem(428, "idempotency_key_required");
        if (body.Amount is < 1 or > MaxCharge) return Answers.Problem(400, "invalid_request");
        var fingerprint = Answers.Fingerprint($"charge {body.Amount}");
        if (await chargeAsync(Answers.UserOf(context), key, fingerprint, body.Amount) is not { } entry)
            return Answers.Problem(404, "wallet_not_found");
        if (entry.Fingerprint != fingerprint) return Answers.Problem(422, "idempotency_key_reused");
        return TypedResults.Created("/v1/wallet/transactions", new ChargeReply($"t_{entry.Id}", entry.Amount, entry.Balance, Answers.Currency));
    }
}
