namespace Concert.Model;

/// <summary>The answers that a request may get, beside what the document allows for its operation.</summary>
/// <param name="Text">The expectation as the report of a fault shows it.</param>
/// <param name="Fits">True for a status and an error code that the expectation allows.</param>
internal sealed record Expectation(string Text, Func<int, string?, bool> Fits)
{
    public static Expectation Anything { get; } = new("any documented answer", (_, _) => true);

    public static Expectation Refusal { get; } = new("a refusal (4xx)", (status, _) => status is >= 400 and < 500);

    public static Expectation NoRefusalOfForm { get; } = new(
        "no complaint about the form of a well-formed request",
        (_, code) => code is not ("invalid_request" or "unauthenticated" or "admin_only" or "forbidden" or "not_found" or "method_not_allowed"
            or "payload_too_large" or "unsupported_media_type" or "idempotency_key_required" or "idempotency_key_reused"
            or "queue_token_required" or "queue_token_invalid"));

    public static Expectation Status(params int[] statuses) =>
        new(string.Join(" or ", statuses), (status, _) => statuses.Contains(status));

    public static Expectation Code(params string[] codes) =>
        new(string.Join(" or ", codes), (_, code) => code is not null && codes.Contains(code));
}
