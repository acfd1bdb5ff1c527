using Orleans.Concurrency;

namespace Concert.Recovery;

/// <summary>Recovery codes: the path of a gateway, which does not query the database, to their table.</summary>
[StatelessWorker, Reentrant]
internal sealed class RecoveryGrain(IRecoveryStore store) : Grain, IRecoveryGrain
{
    public Task<bool> SetCode(SetRecoveryCode command) => store.SetAsync(command);

    public Task<RecoveredUser?> Use(string codeHash, DateTimeOffset at) => store.UseAsync(codeHash, at);

    public Task<RecoveryView?> Find(UserId userId) => store.FindAsync(userId);
}
