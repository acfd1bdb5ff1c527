using System.Globalization;
using System.Text.Json.Serialization;
using Concert.Auth;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Wallets;

/// <summary>The balance, the top-ups and the ledger of a user's wallet.</summary>
internal static class WalletEndpoints
{
    /// <summary>The largest amount of one top-up.</summary>
    public const long MaxCharge = ChargeWallet.MaxAmount;

    private const string ChargeKind = "charge";

    public static void MapWallet(this IEndpointRouteBuilder app)
    {
        var wallet = app.MapGroup("/v1/wallet").WithTags("Wallet");
        wallet.MapGet("/", Read).WithName("GetWallet").WithSummary("The balance of the wallet.")
            .Example(200, new WalletResponse(500_000, "KRW"));
        wallet.MapPost("/charges", Charge).WithName("ChargeWallet").WithSummary("Tops up the wallet.")
            .Example(null, new ChargeRequest(500_000))
            .Example(201, new ChargeResponse("t_1", 500_000, 500_000, "KRW")).Refuses(Codes.InvalidRequest).Located();
        wallet.MapGet("/transactions", Transactions).WithName("ListTransactions").WithSummary("The ledger of the wallet, newest first.")
            .Example(200, new TransactionListResponse(
                [new("t_2", TransactionKind.Payment, -308_000, 192_000, "pay_m20c", ExampleTimes.Now)]));
    }

    private static async Task<Ok<WalletResponse>> Read(CurrentUser user, WalletOptions options, IGrainFactory grains)
    {
        var wallet = await grains.Grain<IWalletGrain>(user.Id.Value).Read();
        return TypedResults.Ok(new WalletResponse(wallet.Balance.Amount, options.Currency));
    }

    private static async Task<Results<Created<ChargeResponse>, ProblemResult>> Charge(
        CurrentUser user, IdempotencyKey key, ChargeRequest request, WalletOptions options, IGrainFactory grains)
    {
        if (request.Amount is < 1 or > MaxCharge) return FieldErrors.Of("amount", $"It must be 1 to {MaxCharge:N0}.");
        var command = new ChargeWallet(
            new(request.Amount), key.For(ChargeKind, request.Amount.ToString(CultureInfo.InvariantCulture)));
        var charged = key.Answer(await grains.Grain<IWalletGrain>(user.Id.Value).Charge(command));
        return charged.IsGranted
            ? TypedResults.Created("/v1/wallet/transactions", ChargeResponse.Of(charged.Value, options))
            : charged.Refusal.ToProblem();
    }

    private static async Task<Ok<TransactionListResponse>> Transactions(CurrentUser user, PageQuery query, IGrainFactory grains)
    {
        var page = await grains.Grain<IWalletGrain>(user.Id.Value).Transactions(query.Page);
        return TypedResults.Ok(
            new TransactionListResponse([.. page.Items.Select(TransactionModel.Of)], PageQuery.CursorOf(page.Next)));
    }
}

internal sealed record WalletResponse(long Balance, string Currency);

internal sealed record ChargeRequest(long Amount);

/// <param name="Balance">The balance right after this top-up.</param>
internal sealed record ChargeResponse(string TransactionId, long Amount, long Balance, string Currency)
{
    public static ChargeResponse Of(ChargeReceipt receipt, WalletOptions options) =>
        new(receipt.TransactionId.Value, receipt.Amount.Amount, receipt.Balance.Amount, options.Currency);
}

internal sealed record TransactionListResponse(IReadOnlyList<TransactionModel> Items, string? NextCursor = null);

/// <param name="Amount">Signed: a payment is negative.</param>
/// <param name="Reference">The payment or refund that caused it; null for a top-up.</param>
internal sealed record TransactionModel(
    string TransactionId,
    TransactionKind Kind,
    long Amount,
    long Balance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reference,
    DateTimeOffset CreatedAt)
{
    public static TransactionModel Of(WalletTransaction entry) => new(
        entry.TransactionId.Value, entry.Kind, entry.Amount.Amount, entry.Balance.Amount, entry.Reference, entry.CreatedAt);
}
