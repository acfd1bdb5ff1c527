namespace Concert.Users;

/// <summary>What a key that was used before means for the command that shows it again.</summary>
public static class IdempotencyRules
{
    /// <summary>The same command: it is answered from what it did. Another one: refused.</summary>
    public static Outcome<UserWalletEvent> Repeat(CommandKey used, UserWalletEvent did, CommandKey shown)
    {
        Invariant.Holds(used.Key == shown.Key, $"Key '{shown.Key}' against '{used.Key}'.");
        return used.Fingerprint == shown.Fingerprint ? did : new Refusal.IdempotencyKeyReused();
    }
}
