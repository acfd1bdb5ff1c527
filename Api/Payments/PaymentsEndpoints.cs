using System.Globalization;
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
                + "answer is insufficient_balance. With amount and chargeAtMost, what the user was shown, the payment is refused with "
                + "amount_changed if the seats were changed or money was spent in the meantime: nothing is paid, nothing charged.")
            .Example(null, new PayRequest("r_m20c", ChargeMissing: true, Amount: 308_000, ChargeAtMost: 116_000))
            .Example(201, new PaymentResponse("pay_m20c", "r_m20c", 308_000, "KRW", 0, 116_000, ExampleTimes.Now))
            .Refuses(
                Codes.InvalidRequest, "reservation_not_found", "already_paid", "already_refunded", "reservation_released",
                "reservation_expired", "sales_closed", "amount_changed", "insufficient_balance").Located();
        payments.MapPost("/{paymentId}/refunds", Refund).WithName("RefundPayment")
            .WithSummary("Returns the money and frees the seats, until the performance starts.")
            .Example(201, new RefundResponse("ref_m20c", "pay_m20c", 308_000, "KRW", 500_000))
            .Refuses("payment_not_found", "already_refunded", "refund_closed", "already_checked_in").Located();
    }

    private static async Task<Results<Created<PaymentResponse>, ProblemResult>> Pay(
        CurrentUser user, IdempotencyKey key, PayRequest request, WalletOptions wallet, IGrainFactory grains)
    {
        var id = new ReservationId(request.ReservationId);
        if (FaultsOf(request) is { Any: true } faults) return faults.ToProblem();
        if (!PathId.IsUsable(id)) return new Refusal.ReservationNotFound().ToProblem();
        var command = new PayReservation(
            id, KeyOf(request, key), request.ChargeMissing is true, MoneyOf(request.Amount), MoneyOf(request.ChargeAtMost));
        var paid = key.Answer(await grains.Grain<IWalletGrain>(user.Id.Value).Pay(command));
        return paid.IsGranted
            ? TypedResults.Created($"/v1/reservations/{id}", PaymentResponse.Of(paid.Value, wallet))
            : paid.Refusal.ToProblem();
    }

    private static FieldErrors FaultsOf(PayRequest request)
    {
        var errors = new FieldErrors();
        errors.Require(request.Amount is not < 0, "amount", "It must be 0 or more.");
        errors.Require(request.ChargeAtMost is not < 0, "chargeAtMost", "It must be 0 or more.");
        errors.Require(
            request.ChargeAtMost is null || request.ChargeMissing is true, "chargeAtMost", "It is only for a payment with chargeMissing.");
        return errors;
    }

    // Two kinds of command, and figures only where there are any: journals have fingerprints of payments from before each of them.
    private static CommandKey KeyOf(PayRequest request, IdempotencyKey key)
    {
        var kind = request.ChargeMissing is true ? PayChargingKind : PayKind;
        return request is { Amount: null, ChargeAtMost: null }
            ? key.For(kind, request.ReservationId)
            : key.For(kind, request.ReservationId, TextOf(request.Amount), TextOf(request.ChargeAtMost));
    }

    private static string? TextOf(long? amount) => amount?.ToString(CultureInfo.InvariantCulture);

    private static Money? MoneyOf(long? amount) => amount is { } known ? new Money(known) : null;

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
/// <param name="Amount">What the user was shown: if the reservation's amount is another, the payment is refused.</param>
/// <param name="ChargeAtMost">Only with <c>chargeMissing</c>: if more would have to be charged, the payment is refused.</param>
internal sealed record PayRequest(string ReservationId, bool? ChargeMissing = null, long? Amount = null, long? ChargeAtMost = null);

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
