using Concert.Auth;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Wallets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Payments;

/// <summary>Payments of reservations, and refunds.</summary>
internal static class PaymentsEndpoints
{
    private const string PayKind = "pay";
    private const string RefundKind = "refund";

    public static void MapPayments(this IEndpointRouteBuilder app)
    {
        var payments = app.MapGroup("/v1/payments").WithTags("Payments");
        payments.MapPost("/", Pay).WithName("PayReservation")
            .WithSummary("Debits the wallet and makes the reservation final. Requires the hold, not a queue token.")
            .Example(null, new PayRequest("r_m20c"))
            .Example(201, new PaymentResponse("pay_m20c", "r_m20c", 308_000, "KRW", 192_000, ExampleTimes.Now))
            .Refuses(
                Codes.InvalidRequest, "reservation_not_found", "already_paid", "already_refunded", "reservation_released",
                "reservation_expired", "insufficient_balance").Located();
        payments.MapPost("/{paymentId}/refunds", Refund).WithName("RefundPayment")
            .WithSummary("Returns the money and frees the seats, until the performance starts.")
            .Example(201, new RefundResponse("ref_m20c", "pay_m20c", 308_000, "KRW", 500_000))
            .Refuses("payment_not_found", "already_refunded", "sales_closed", "already_checked_in").Located();
    }

    private static async Task<Results<Created<PaymentResponse>, ProblemResult>> Pay(
        CurrentUser user, IdempotencyKey key, PayRequest request, WalletOptions wallet, IGrainFactory grains)
    {
        var id = new ReservationId(request.ReservationId);
        if (!PathId.IsUsable(id)) return new Refusal.ReservationNotFound().ToProblem();
        var paid = key.Answer(await grains.Grain<IWalletGrain>(user.Id.Value).Pay(new(id, key.For(PayKind, id.Value))));
        return paid.IsGranted
            ? TypedResults.Created($"/v1/reservations/{id}", PaymentResponse.Of(paid.Value, wallet))
            : paid.Refusal.ToProblem();
    }

    private static async Task<Results<Created<RefundResponse>, ProblemResult>> Refund(
        string paymentId, CurrentUser user, IdempotencyKey key, EmptyBody body, WalletOptions wallet, IGrainFactory grains)
    {
        var id = new PaymentId(paymentId);
        if (!PathId.IsUsable(id)) return new Refusal.PaymentNotFound().ToProblem();
        var refunded = key.Answer(await grains.Grain<IWalletGrain>(user.Id.Value).Refund(new(id, key.For(RefundKind, id.Value))));
        return refunded.IsGranted
            ? TypedResults.Created("/v1/wallet/transactions", RefundResponse.Of(refunded.Value, wallet))
            : refunded.Refusal.ToProblem();
    }
}

internal sealed record PayRequest(string ReservationId);

/// <param name="Balance">The balance right after this payment.</param>
internal sealed record PaymentResponse(
    string PaymentId, string ReservationId, long Amount, string Currency, long Balance, DateTimeOffset PaidAt)
{
    public static PaymentResponse Of(PaymentReceipt receipt, WalletOptions wallet) => new(
        receipt.PaymentId.Value,
        receipt.ReservationId.Value,
        receipt.Amount.Amount,
        wallet.Currency,
        receipt.Balance.Amount,
        receipt.PaidAt);
}

/// <param name="Balance">The balance right after this refund.</param>
internal sealed record RefundResponse(string RefundId, string PaymentId, long Amount, string Currency, long Balance)
{
    public static RefundResponse Of(RefundReceipt receipt, WalletOptions wallet) => new(
        receipt.RefundId.Value, receipt.PaymentId.Value, receipt.Amount.Amount, wallet.Currency, receipt.Balance.Amount);
}
