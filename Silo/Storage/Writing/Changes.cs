using System.Globalization;
using Concert.Queues;
using Concert.Users;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>One guarded row on its way to the database. It is answered alone, after the commit of the batch that carried it.</summary>
internal abstract class Change
{
    // Continuations run elsewhere: the writer must never do a grain's work.
    private readonly TaskCompletionSource<ChangeResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The rows it comes after; none: it stands alone.</summary>
    public virtual AppendChain? Chain => null;

    public Task<ChangeResult> Done => _done.Task;

    /// <summary>What <see cref="Done"/> throws when the guard refuses the row; none: the result says so.</summary>
    protected virtual Exception? Refusal => null;

    public void Complete(ChangeResult result)
    {
        if (!result.IsWritten) Chain?.Break();
        if (result.Fault is { } fault) _done.TrySetException(new InvariantException("The database can't hold the change.", fault));
        else if (!result.IsWritten && Refusal is { } refusal) _done.TrySetException(refusal);
        else _done.TrySetResult(result);
    }

    /// <summary>Whether it was written is unknown, so nothing may follow it.</summary>
    public void Fail(Exception fault)
    {
        Chain?.Break();
        _done.TrySetException(fault);
    }
}

/// <param name="IsWritten">False: the guard refused the row, and nothing of it was written.</param>
/// <param name="Version">The row's new version, where it has one.</param>
/// <param name="Fault">Why the database can never take the row, which is a bug; none: it can.</param>
internal readonly record struct ChangeResult(bool IsWritten, long Version, Exception? Fault)
{
    public static ChangeResult Refused => default;

    public static ChangeResult Written(long version = 0) => new(true, version, null);

    public static ChangeResult Failed(Exception fault) => new(false, 0, fault);
}

/// <summary>Guarded by <paramref name="expectedVersion"/>; none: by there being no row yet.</summary>
/// <param name="json">The state; none clears the row and keeps its version counting.</param>
internal sealed class StateWrite(string grainType, string grainKey, byte[]? json, long? expectedVersion) : Change
{
    public string GrainType => grainType;

    public string GrainKey => grainKey;

    public byte[]? Json => json;

    public long? ExpectedVersion => expectedVersion;

    protected override Exception Refusal => new InconsistentStateException(
        $"The state '{grainType}' of {grainKey} is not at version {expectedVersion?.ToString(CultureInfo.InvariantCulture) ?? "none"}: "
        + "another activation wrote it first.");
}

/// <summary>Guarded by its seq, which must be free and follow one that is there, and by its user's idempotency key.</summary>
internal sealed class JournalAppend(JournalRow row, AppendChain chain) : Change
{
    public JournalRow Row => row;

    public override AppendChain Chain => chain;

    protected override Exception Refusal => new StorageConflictException(
        $"Row {row.Seq} of {row.UserId}'s journal was refused: the seq or its key is taken, or the row before it is not there.");
}

/// <summary>Guarded by where the place stands: not there yet, after one that is, or at the status that it is moved from.</summary>
internal sealed class PlaceWrite(ConcertId concert, PlaceChange change, AppendChain chain) : Change
{
    public ConcertId Concert => concert;

    public PlaceChange Place => change;

    public override AppendChain Chain => chain;

    protected override Exception Refusal => new StorageConflictException(
        $"Place {change.Place} of {concert}'s queue is not {change.From?.ToString() ?? "next"}, and can't become {change.To}.");
}
