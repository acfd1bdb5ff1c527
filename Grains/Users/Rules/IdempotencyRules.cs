namespace Concert.Users;

/// <summary>Decides the response to a reused idempotency key.</summary>
public static class IdempotencyRules
{
    /// <summary>The same command gets the event of the first one. Another command with the same key is refused.</summary>
    /// <param name="used">The key and fingerprint of the first command.</param>
    /// <param name="recorded">The event of the first command.</param>
    /// <param name="command">The key and fingerprint of this command.</param>
    public static Outcome<TEvent> Repeat<TEvent>(CommandKey used, UserWalletEvent recorded, CommandKey command)
        where TEvent : UserWalletEvent
    {
        Invariant.Holds(used.Key == command.Key, $"Key '{command.Key}' against '{used.Key}'.");
        if (used.Fingerprint != command.Fingerprint) return new Refusal.IdempotencyKeyReused();
        return ((Outcome<TEvent>)(TEvent)recorded).AsReplay();
    }
}
