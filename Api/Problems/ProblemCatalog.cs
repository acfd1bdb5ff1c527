using System.Collections.Frozen;

namespace Concert.Problems;

/// <summary>
/// Every code a client can meet, and how HTTP says it. The one table: answers, documentation and tests read it. Each nested
/// refusal has its line here, which a test proves, and each line that is no refusal is one of <see cref="Codes"/>.
/// </summary>
internal static class ProblemCatalog
{
    public static FrozenDictionary<string, ProblemKind> Kinds { get; } = new Dictionary<string, ProblemKind>
    {
        [Codes.InvalidRequest] = new(400, "The request is not valid.", "See errors: what is wrong, by field."),
        [Codes.Unauthenticated] = new(401, "An access token is needed.", "There is none, or it is bad or expired."),
        [Codes.QueueTokenInvalid] = new(401, "The queue token is not valid.", "It is forged, of another user, or of another concert."),
        ["insufficient_balance"] = new(402, "The balance is too low.", "The hold stays: charge the wallet and pay again before it ends."),
        [Codes.QueueTokenRequired] = new(403, "A queue token is needed.", "Join the concert's queue and send the token as Queue-Token."),
        ["queue_token_not_active"] = new(403, "The queue token is not active.", "The place is still waiting, or its slot has ended."),
        [Codes.Forbidden] = new(403, "That is not allowed.", "The token is good, but it may not be used for this."),
        [Codes.AdminOnly] = new(403, "Administrators only.", "The Admin-Key header is missing or wrong, or no key is configured."),
        [Codes.NotFound] = new(404, "There is nothing here.", "No resource has this address."),
        ["concert_not_found"] = new(404, "There is no such concert.", "No concert has this id."),
        ["performance_not_found"] = new(404, "There is no such performance.", "No performance has this id."),
        ["seat_not_found"] = new(404, "There is no such seat.", "The performance has none of the seats in seatIds."),
        ["reservation_not_found"] = new(404, "There is no such reservation.", "The caller has no reservation with this id."),
        ["payment_not_found"] = new(404, "There is no such payment.", "The caller has no payment with this id."),
        [Codes.MethodNotAllowed] = new(405, "The method is not allowed here.", "See the Allow header."),
        ["seat_taken"] = new(409, "A seat was taken.", "seatIds are someone else's; alternatives are up to three free sets."),
        ["sold_out"] = new(409, "There are not that many free seats.", "No set of free seats of that number is left (in that section)."),
        ["seat_limit_exceeded"] = new(409, "Too many seats for one user.", "Held and paid seats of one performance count together."),
        ["sales_closed"] = new(409, "Sales are closed.", "Sales have not opened yet, or the performance has started."),
        ["reservation_expired"] = new(409, "The reservation has expired.", "It was not paid in time; its seats are free again."),
        ["reservation_released"] = new(409, "The reservation was released.", "The user gave it up; its seats are free again."),
        ["already_paid"] = new(409, "The reservation is paid.", "It is final; a refund gives it back."),
        ["already_refunded"] = new(409, "The payment is refunded.", "The money is back in the wallet."),
        [Codes.PayloadTooLarge] = new(413, "The body is too large.", "A request body has at most 64 KiB."),
        [Codes.UnsupportedMediaType] = new(415, "The body must be JSON.", "Send Content-Type: application/json."),
        ["idempotency_key_reused"] = new(422, "The idempotency key was used for another command.", "Choose a new key for a new command."),
        [Codes.IdempotencyKeyRequired] = new(428, "An idempotency key is needed.", "Send Idempotency-Key: 1 to 128 visible characters."),
        [Codes.TooManyRequests] = new(429, "Too many requests.", "Wait as long as Retry-After says."),
        [Codes.InternalError] = new(500, "Something is wrong on our side.", "It is logged under the traceId."),
        [Codes.Unavailable] = new(503, "Unavailable for the moment.", "Send it again with the same Idempotency-Key: that is safe."),
    }.ToFrozenDictionary();

    /// <summary>The code that stands for a bare status, where nothing more is known.</summary>
    public static string CodeOf(int status) => status switch
    {
        401 => Codes.Unauthenticated,
        403 => Codes.Forbidden,
        404 => Codes.NotFound,
        405 => Codes.MethodNotAllowed,
        413 => Codes.PayloadTooLarge,
        415 => Codes.UnsupportedMediaType,
        429 => Codes.TooManyRequests,
        503 => Codes.Unavailable,
        < 500 => Codes.InvalidRequest,
        _ => Codes.InternalError,
    };
}
