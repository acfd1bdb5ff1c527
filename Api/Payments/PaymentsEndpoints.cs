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
    private const string PayChargingKind = "pay-charging";
    private const string RefundKind = "refund";

    public static void MapPayments(this IEndpointRouteBuilder app)
    {
        var payments = app.MapGroup("/v1/payments").WithTags("Payments");
        payments.MapPost("/", Pay).WithName("PayReservation")
            .WithSummary("Debits the wallet and makes the reservation final. Requires the hold, not a queue token.")
            .WithDescription(
                "With chargeMissing, what the balance lacks is charged and the reservation paid as one decision: both, or neither. One "
                + "charge adds at most the amount maxChargeAmount of GET /v1/settings; if more is missing, nothing is charged and the "
                + "answer is insufficient_balance.")
            .Example(null, new PayRequest("r_m20c", ChargeMissing: true))
            .Example(201, new PaymentResponse("pay_m20c", "r_m20c", 308_000, "KRW", 0, 116_000, ExampleTimes.Now))
            .Refuses(
                Codes.InvalidRequest, "reservation_not_found", "already_paid", "already_refunded", "reservation_released",
                "reservation_expired", "sales_closed", "insufficient_balance").Located();
        payments.MapPost("/{paymentId}/refunds", Refund).WithName("RefundPayment")
            .WithSummary("Returns the money and frees the seats, until the performance starts.")
            .Example(201, new RefundResponse("ref_m20c", "pay_m20c", 308_000, "KRW", 500_000))
            .Refuses("payment_not_found", "already_refunded", "refund_closed", "already_checked_in").Located();
    }

    private static async Task<Results<Created<PaymentResponse>, ProblemResult>> Pay(
        CurrentUser user, IdempotencyKey key, PayRequest request, WalletOptions wallet, IGrainFactory grains)
    {
        var id = new ReservationId(request.ReservationId);
        if (!PathId.IsUsable(id)) return new Refusal.ReservationNotFound().ToProblem();
        var isCharging = request.ChargeMissing is true;
        // Two kinds of command: the fingerprint of a payment that charges nothing is what it was before payments could charge.
        var command = key.For(isCharging ? PayChargingKind : PayKind, id.Value);
        var paid = key.Answer(await grains.Grain<IWalletGrain>(user.Id.Value).Pay(new(id, command, isCharging)));
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

/// <param name="ChargeMissing">Also charge what the balance lacks.</param>
internal sealed record PayRequest(string ReservationId, bool? ChargeMissing = null);

/// <param name="Balance">The balance right after this payment.</param>
/// <param name="Charged">What was charged with it, because the balance lacked it; 0 if nothing was.</param>
internal sealed record PaymentResponse(
    string PaymentId, string ReservationId, long Amount, string Currency, long Balance, long Charged, DateTimeOffset PaidAt)
{
    public static PaymentResponse Of(PaymentReceipt receipt, WalletOptions wallet) => new(
        receipt.PaymentId.Value,
        receipt.ReservationId.Value,
        receipt.Amount.Amount,
        wallet.Currency,
        receipt.Balance.Amount,
        receipt.Charged.Amount,
        receipt.PaidAt);
}

/// <param name="Balance">The balance right after this refund.</param>
internal sealed record RefundResponse(string RefundId, string PaymentId, long Amount, string Currency, long Balance)
{
    public static RefundResponse Of(RefundReceipt receipt, WalletOptions wallet) => new(
        receipt.RefundId.Value, receipt.PaymentId.Value, receipt.Amount.Amount, wallet.Currency, receipt.Balance.Amount);
}
