using Concert.Queues;
using Concert.Wallets;

namespace Concert.Storage;

/// <summary>
/// Something to be made durable: one guarded row (and what must go with it). It is completed after the commit of the
/// batch that carried it, each change by its own result.
/// </summary>
internal abstract class Change(AppendChain? chain)
{
    // Continuations run on their grain's scheduler, never on the writer's loop.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once durable; throws if refused (<see cref="StorageConflictException"/>) or unknown.</summary>
    public Task Done => _done.Task;

    /// <summary>The rows that it is decided on top of; none for rows with a version of their own.</summary>
    public AppendChain? Chain => chain;

    public void Complete() => _done.TrySetResult();

    /// <summary>The database refused this row: another activation was there first.</summary>
    public void Refuse()
    {
        chain?.Break();
        _done.TrySetException(new StorageConflictException($"{this} was refused: another has written there."));
    }

    /// <summary>Nobody knows whether it is durable.</summary>
    public void Fail(Exception fault)
    {
        chain?.Break();
        _done.TrySetException(new UnavailableException($"{this} may not be durable.", fault));
    }
}

/// <param name="expectedVersion">The version that the row must have; none: there must be no row.</param>
/// <param name="state">The state as JSON; none clears it.</param>
internal sealed class GrainStateWrite(string grainType, string grainKey, long? expectedVersion, string? state) : Change(null)
{
    public string GrainType => grainType;

    public string GrainKey => grainKey;

    public long? ExpectedVersion => expectedVersion;

    public string? State => state;

    /// <summary>The row's version once written.</summary>
    public long NewVersion => (expectedVersion ?? 0) + 1;

    public override string ToString() => $"State {grainType} of {grainKey}, version {NewVersion},";
}

internal sealed class JournalAppend(JournalRow row, AppendChain chain) : Change(chain)
{
    public JournalRow Row => row;

    public override string ToString() => $"Row {row.Seq} of {row.UserId}";
}

internal sealed class PlaceAppend(ConcertId concert, PlaceRow row, AppendChain chain) : Change(chain)
{
    public ConcertId Concert => concert;

    public PlaceRow Row => row;

    public override string ToString() => $"Place {row.Place} of {concert}";
}

internal sealed class PlaceDeparture(ConcertId concert, long place, DateTimeOffset at) : Change(null)
{
    public ConcertId Concert => concert;

    public long Place => place;

    public DateTimeOffset At => at;

    public override string ToString() => $"Departure from place {place} of {concert}";
}
