namespace Concert.Recovery;

/// <summary>
/// The recovery codes of all users. It has no state: each call is one statement of the database, so no activation can be out of date.
/// </summary>
[Alias("IRecoveryGrain")]
public interface IRecoveryGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "recovery";

    /// <summary>
    /// Replaces the user's code, durably when this returns. False: the user has a code of a later request, and this one is not valid.
    /// Repeating the call is harmless.
    /// </summary>
    [Alias("SetCode")]
    Task<bool> SetCode(SetRecoveryCode command);

    /// <summary>The user whose code it is, and durably when; null: nobody's. The code stays valid.</summary>
    [Alias("Use")]
    Task<RecoveredUser?> Use(string codeHash, DateTimeOffset at);

    /// <summary>Null: the user never had a code.</summary>
    [Alias("Find")]
    Task<RecoveryView?> Find(UserId userId);
}
