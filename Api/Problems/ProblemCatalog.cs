using System.Collections.Frozen;

namespace Concert.Problems;

/// <summary>
/// Every error code with its HTTP status and texts. Responses, documentation and tests all read this table. A test checks that
/// it has one line for each <see cref="Refusal"/> and one for each of <see cref="Codes"/>, and no other.
/// </summary>
internal static class ProblemCatalog
{
    public static FrozenDictionary<string, ProblemKind> Kinds { get; } = new Dictionary<string, ProblemKind>
    {
        ["no_seat_left"] = new(400, "At least one seat must remain.", "To give up all seats, release the reservation."),
        [Codes.InvalidRequest] = new(400, "The request is not valid.", "The member errors lists what is wrong with each field."),
        [Codes.Unauthenticated] = new(401, "An access token is required.", "It is missing, invalid or expired."),
        [Codes.RecoveryCodeInvalid] = new(401, "The recovery code is not valid.", "It is no user's code, or a newer one replaced it."),
        [Codes.QueueTokenInvalid] = new(401, "The queue token is not valid.", "It is forged, or belongs to another user or concert."),
        ["insufficient_balance"] = new(402, "The balance is too low.", "The hold is unaffected: top up the wallet, then pay."),
        [Codes.QueueTokenRequired] = new(403, "A queue token is required.", "Join the concert's queue and send its token as Queue-Token."),
        ["queue_token_not_active"] = new(403, "The queue token is not active.", "The user is still waiting, or the slot has ended."),
        [Codes.ChallengeRequired] = new(403, "A challenge must be solved first.", "Solve challenge, and join with Challenge-Response."),
        ["presale_code_required"] = new(403, "A presale code is required.", "Send presaleCode in the body. Who has a place needs none."),
        ["presale_code_invalid"] = new(403, "The presale code is not valid.", "The concert has no such code."),
        [Codes.Forbidden] = new(403, "This is not allowed.", "The token is valid, but not for this operation."),
        [Codes.AdminOnly] = new(403, "Administrators only.", "The Admin-Key header is missing or wrong, or no key is configured."),
        [Codes.NotFound] = new(404, "Not found.", "No resource has this address."),
        ["concert_not_found"] = new(404, "The concert does not exist.", "No concert has this id."),
        ["performance_not_found"] = new(404, "The performance does not exist.", "No performance has this id."),
        ["seat_not_found"] = new(404, "The seat does not exist.", "The performance does not have the seats listed in seatIds."),
        ["reservation_not_found"] = new(404, "The reservation does not exist.", "The caller has no reservation with this id."),
        ["payment_not_found"] = new(404, "The payment does not exist.", "The caller has no payment with this id."),
        [Codes.MethodNotAllowed] = new(405, "The method is not allowed.", "The Allow header lists the methods of this address."),
        ["lone_seat"] = new(409, "One seat would be left alone.", "The organizer refuses that. Take the seats in seatIds too, or others."),
        ["seat_taken"] = new(409, "A seat is already taken.", "seatIds are held or sold; alternatives has up to three free sets."),
        ["sold_out"] = new(409, "Not enough free seats.", "No set of free seats of the requested size is left (in that section)."),
        [Refusal.SoldOut.AllHeldCode] = new(409, "All seats are held.", "None is free (in that section), but held ones may come back."),
        ["seat_limit_exceeded"] = new(409, "Too many seats for one user.", "Held and paid seats of one performance count together."),
        ["hold_limit_exceeded"] = new(409, "Too many reservations from one place.", "A new place in the queue makes new ones."),
        ["too_many_changes"] = new(409, "The seats were changed too often.", "The reservation can be paid as it is, or released."),
        ["seat_recently_held"] = new(409, "A seat was given up by the same user.", "availableAt says when the user may hold it again."),
        ["queue_not_open"] = new(409, "The queue is not open yet.", "lobbyOpensAt says when users can join."),
        ["presale_code_used_up"] = new(409, "The presale code is used up.", "As many users have joined with it as it is good for."),
        ["sales_closed"] = new(409, "Sales are closed.", "Sales have not opened yet, or they are over."),
        ["refund_closed"] = new(409, "There is no refund any more.", "The performance has started: the payment is final."),
        ["reservation_expired"] = new(409, "The reservation has expired.", "It was not paid in time; its seats are free again."),
        ["reservation_released"] = new(409, "The reservation was released.", "The user released it; its seats are free again."),
        ["amount_changed"] = new(409, "The amount has changed.", "Nothing was paid or charged. Show the new figures, then pay."),
        ["already_paid"] = new(409, "The reservation is already paid.", "Only a refund can undo it."),
        ["already_refunded"] = new(409, "The payment is already refunded.", "The money is back in the wallet."),
        [Codes.PayloadTooLarge] = new(413, "The body is too large.", "A body may have at most 64 KiB, that of a new concert 1 MiB."),
        ["already_checked_in"] = new(409, "The ticket was already used.", "checkedInAt and door say when and where; it is good once."),
        ["ticket_refunded"] = new(409, "The ticket was refunded.", "No door accepts it: its seat may be somebody else's by now."),
        [Codes.OtherPerformance] = new(409, "The ticket is for another performance.", "performanceId says for which one."),
        [Codes.UnsupportedMediaType] = new(415, "The body must be JSON.", "Send Content-Type: application/json."),
        [Codes.TicketCodeInvalid] = new(422, "The ticket code is not valid.", "It is damaged, forged, or of another service."),
        ["idempotency_key_reused"] = new(422, "The idempotency key was used for another command.", "Use a new key for a new command."),
        [Codes.IdempotencyKeyRequired] = new(428, "An idempotency key is required.", "Send Idempotency-Key: 1 to 128 visible characters."),
        [Codes.TooManyRequests] = new(429, "Too many requests.", "Wait for the time in the Retry-After header."),
        [Codes.InternalError] = new(500, "An internal error.", "The error is logged with the traceId."),
        [Codes.Unavailable] = new(503, "Temporarily unavailable.", "It is safe to send the request again with the same Idempotency-Key."),
    }.ToFrozenDictionary();

    /// <summary>The code for a response that has only a status.</summary>
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
