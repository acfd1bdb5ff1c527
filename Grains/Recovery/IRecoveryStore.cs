namespace Concert.Recovery;

/// <summary>The durable form of recovery codes: one row for each user. Each call is one statement, and durable when it returns.</summary>
public interface IRecoveryStore
{
    /// <summary>Replaces the user's code. False: the stored one is of a later request.</summary>
    Task<bool> SetAsync(SetRecoveryCode command);

    /// <summary>Finds the user of a code, and writes when it was used; null: it is nobody's code.</summary>
    Task<RecoveredUser?> UseAsync(string codeHash, DateTimeOffset at);

    /// <summary>Null: the user never had a code.</summary>
    Task<RecoveryView?> FindAsync(UserId user);
}
