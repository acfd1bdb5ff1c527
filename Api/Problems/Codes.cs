namespace Concert.Problems;

/// <summary>The error codes of the gateway itself. The codes of domain refusals are in <see cref="Refusal"/>.</summary>
internal static class Codes
{
    public const string InvalidRequest = "invalid_request";
    public const string Unauthenticated = "unauthenticated";
    public const string RecoveryCodeInvalid = "recovery_code_invalid";
    public const string QueueTokenInvalid = "queue_token_invalid";
    public const string QueueTokenRequired = "queue_token_required";
    public const string ChallengeRequired = "challenge_required";
    public const string Forbidden = "forbidden";
    public const string AdminOnly = "admin_only";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string PayloadTooLarge = "payload_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string IdempotencyKeyRequired = "idempotency_key_required";
    public const string TooManyRequests = "too_many_requests";
    public const string InternalError = "internal_error";
    public const string TicketCodeInvalid = "ticket_code_invalid";
    public const string OtherPerformance = "other_performance";
    public const string Unavailable = "unavailable";
}
