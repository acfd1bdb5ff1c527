namespace Concert;

/// <summary>
/// What makes a command repeatable: the caller's idempotency key and a fingerprint of the command.
/// The same key with another fingerprint is refused with <c>idempotency_key_reused</c>.
/// </summary>
/// <param name="Key">1 to 128 visible ASCII characters, chosen by the client, unique for that user.</param>
/// <param name="Fingerprint">A digest of the command's kind and body.</param>
[GenerateSerializer, Immutable, Alias("CommandKey")]
public readonly record struct CommandKey([property: Id(0)] string Key, [property: Id(1)] string Fingerprint);
