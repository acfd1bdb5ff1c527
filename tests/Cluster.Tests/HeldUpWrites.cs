using System.Collections.Concurrent;
using System.Collections.Immutable;
using Concert.Queues;
using Concert.Storage;
using Concert.Users;

namespace Concert;

/// <summary>Makes writes and calls wait until a test continues or fails them, to test the time between a decision and its effect.</summary>
internal sealed class HeldUpWrites
{
    private readonly ConcurrentDictionary<string, HeldUpWrite> _heldUp = [];

    /// <summary>The next write of this kind under this key waits.</summary>
    public HeldUpWrite Next(string kind, string key) => _heldUp[$"{kind} {key}"] = new();

    public Task PassAsync(string kind, string key) =>
        _heldUp.TryRemove($"{kind} {key}", out var write) ? write.WaitAsync() : Task.CompletedTask;
}

internal sealed class HeldUpWrite
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the write has begun and waits.</summary>
    public Task Reached => _reached.Task;

    public void Continue() => _end.SetResult();

    public void Fail(Exception? fault = null) => _end.SetException(fault ?? new IOException("The test failed the write."));

    public Task WaitAsync()
    {
        _reached.SetResult();
        return _end.Task;
    }
}

/// <summary>A user's journal whose appends wait by the kind of their event.</summary>
internal sealed class HeldUpJournal(IUserJournal journal, HeldUpWrites writes) : IUserJournal
{
    public Task<JournalPage> ReadAsync(UserId user, long afterSeq) => journal.ReadAsync(user, afterSeq);

    public Task<JournalPage> ReadFirstAsync(UserId user) => journal.ReadFirstAsync(user);

    public Task<long> ReadEndAsync(UserId user) => journal.ReadEndAsync(user);

    public Task<JournalRow?> FindAsync(UserId user, string key) => journal.FindAsync(user, key);

    public Task<ReservationRow?> FindReservationAsync(UserId user, ReservationId id) => journal.FindReservationAsync(user, id);

    public Task<IReadOnlyList<MadeReservation>> ReadMadeAsync(UserId user, long afterSeq, long throughSeq) =>
        journal.ReadMadeAsync(user, afterSeq, throughSeq);

    public Task<IReadOnlyList<ReservedRow>> ReadReservationsAsync(UserId user, IReadOnlyCollection<long> seqs) =>
        journal.ReadReservationsAsync(user, seqs);

    public Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        journal.ReadLedgerAsync(user, beforeSeq, limit);

    public async Task AppendAsync(ImmutableArray<JournalRow> rows, AppendChain chain)
    {
        await writes.PassAsync(rows[^1].Kind, rows[^1].UserId.Value);
        await journal.AppendAsync(rows, chain);
    }
}

/// <summary>A concert's places whose writes wait by the status that they give a place, and whose reads wait by their name.</summary>
internal sealed class HeldUpPlaces(IQueuePlaces places, HeldUpWrites writes) : IQueuePlaces
{
    private readonly ConcurrentDictionary<ConcertId, Task> _passed = [];

    public async Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long watermark, long endedThrough, DateTimeOffset missedSince)
    {
        await writes.PassAsync(nameof(ReadAsync), concert.Value);
        return await places.ReadAsync(concert, watermark, endedThrough, missedSince);
    }

    public Task<QueueTotals> CountAsync(ConcertId concert) => places.CountAsync(concert);

    public Task<PlaceRow?> FindAsync(ConcertId concert, long place) => places.FindAsync(concert, place);

    public Task<DepartedPlaces> FindDepartedAsync(ConcertId concert, long after, long through, int limit) =>
        places.FindDepartedAsync(concert, after, through, limit);

    public Task RemoveDepartedAsync(ConcertId concert, long after, DepartedPlaces departed) =>
        places.RemoveDepartedAsync(concert, after, departed);

    public async Task WriteAsync(ConcertId concert, PlaceChange change, AppendChain chain)
    {
        var passed = _passed[concert] = PassAsync(_passed.GetValueOrDefault(concert, Task.CompletedTask), concert, change, chain);
        await passed;
        await places.WriteAsync(concert, change, chain);
    }

    // Keeps the writer's order: a write passes only after the write before it, and a failed write breaks the chain for all later ones.
    private async Task PassAsync(Task before, ConcertId concert, PlaceChange change, AppendChain chain)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await writes.PassAsync(change.To.ToString(), concert.Value);
        }
        catch
        {
            chain.Break();
            throw;
        }
    }
}
