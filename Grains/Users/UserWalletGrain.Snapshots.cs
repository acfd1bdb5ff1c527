using Orleans.Storage;

namespace Concert.Users;

/// <summary>
/// This part: snapshots. No command waits for one, and one that fails changes nothing: it only shortens the next activation.
/// </summary>
internal sealed partial class UserWalletGrain
{
    private SnapshotSchedule _snapshots = null!;
    private Task _snapshotWrite = Task.CompletedTask;

    // The session takes over what it contains. Keeping both would double the memory of a wallet with many names.
    private UserWalletSnapshot TakeSnapshot()
    {
        var taken = snapshot.State;
        snapshot.State = new();
        return taken;
    }

    private void SnapshotIfDue(UserJournalSession session, bool isLoading = false)
    {
        if (_snapshotWrite.IsCompleted && _snapshots.IsDue(session.Durable.Seq, time.GetUtcNow(), isLoading))
            _snapshotWrite = SnapshotAsync(session);
    }

    private async Task SnapshotAsync(UserJournalSession session)
    {
        var seq = session.Durable.Seq;
        try
        {
            snapshot.State = UserWalletSnapshot.Of(session.Durable, session.Names);
            await snapshot.WriteStateAsync();
            _snapshots.Written(seq);
        }
        catch (InconsistentStateException fault)
        {
            // The stored snapshot has another version than this activation has read or written. Either a newer activation wrote it:
            // then this one is out of date, and the journal would refuse its next row. Or an earlier write of this one succeeded
            // without an answer: then no later one can succeed. A new activation is right in both cases.
            _snapshots.Failed(seq, time.GetUtcNow());
            LogSnapshotOutOfDate(fault, _user);
            DeactivateOnIdle();
        }
        catch (Exception fault)
        {
            _snapshots.Failed(seq, time.GetUtcNow());
            LogSnapshotFailed(fault, _user);
        }
        finally
        {
            TakeSnapshot();
        }
    }
}
