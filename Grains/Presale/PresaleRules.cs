namespace Concert.Presale;

/// <summary>Who may join a concert's queue with a presale code.</summary>
internal static class PresaleRules
{
    /// <summary>
    /// The number of the next use of a code, for a user who has used none. Refusals: <c>presale_code_invalid</c>,
    /// <c>presale_code_used_up</c>.
    /// </summary>
    public static Outcome<int> Use(PresaleState state, string codeHash)
    {
        if (state.JoinsOf(codeHash) is not { } joins) return new Refusal.PresaleCodeInvalid();
        if (state.UsedOf(codeHash) >= joins) return new Refusal.PresaleCodeUsedUp();
        return state.UsedOf(codeHash) + 1;
    }

    /// <summary>The code as it will be: its joins are never fewer than its uses.</summary>
    public static PresaleCode Set(PresaleState state, PresaleCode code) =>
        code with { Joins = Math.Max(code.Joins, state.UsedOf(code.Hash)) };
}
