using System.Collections.Immutable;
using System.Globalization;
using Concert.Queues;
using Concert.Users;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>
/// A write of one row with a guard, or of rows that are written together or not at all. It gets its own result after its batch has
/// committed.
/// </summary>
internal abstract class Change
{
    // Continuations run on other threads: the writer's thread must never run the code of a grain.
    private readonly TaskCompletionSource<ChangeResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The sequence of rows to which it belongs; null: it depends on no other row.</summary>
    public virtual AppendChain? Chain => null;

    public Task<ChangeResult> Done => _done.Task;

    /// <summary>The exception of <see cref="Done"/> when the guard refuses the row; null: only the result shows it.</summary>
    protected virtual Exception? Refusal => null;

    public void Complete(ChangeResult result)
    {
        if (!result.IsWritten) Chain?.Break();
        if (result.Fault is { } fault) _done.TrySetException(new InvariantException("The database can't store the change.", fault));
        else if (!result.IsWritten && Refusal is { } refusal) _done.TrySetException(refusal);
        else _done.TrySetResult(result);
    }

    /// <summary>It is unknown whether the row was written, so no row of its chain may follow it.</summary>
    public void Fail(Exception fault)
    {
        Chain?.Break();
        _done.TrySetException(fault);
    }
}

/// <param name="IsWritten">False: the row was not written, because the guard refused it or because of <paramref name="Fault"/>.</param>
/// <param name="Version">The new version of the row; 0 for rows without versions.</param>
/// <param name="Fault">Why the database can never store the row, which is a bug; null: there is no such reason.</param>
internal readonly record struct ChangeResult(bool IsWritten, long Version, Exception? Fault)
{
    public static ChangeResult Refused => default;

    public static ChangeResult Written(long version = 0) => new(true, version, null);

    public static ChangeResult Failed(Exception fault) => new(false, 0, fault);
}

/// <summary>Guarded by <paramref name="expectedVersion"/>; null: the row must not exist yet.</summary>
/// <param name="json">The new state; null clears the state, and the row and its version remain.</param>
internal sealed class StateWrite(string grainType, string grainKey, byte[]? json, long? expectedVersion) : Change
{
    public string GrainType => grainType;

    public string GrainKey => grainKey;

    public byte[]? Json => json;

    public long? ExpectedVersion => expectedVersion;

    protected override Exception Refusal => new InconsistentStateException(
        $"The state '{grainType}' of {grainKey} "
        + (expectedVersion is { } version ? string.Create(CultureInfo.InvariantCulture, $"is not at version {version}") : "already exists")
        + ": another activation wrote it first.");
}

/// <summary>
/// Each row is guarded by its seq, which must be free and directly follow an existing one, and by the user's unique idempotency key. If a
/// guard refuses one of the rows, none is written.
/// </summary>
/// <param name="rows">Consecutive rows of one user.</param>
internal sealed class JournalAppend(ImmutableArray<JournalRow> rows, AppendChain chain) : Change
{
    public ImmutableArray<JournalRow> Rows => rows;

    public override AppendChain Chain => chain;

    protected override Exception Refusal => new StorageConflictException(
        $"Row {rows[0].Seq} of {rows[0].UserId}'s journal was refused, with those of its append: "
        + "the seq or its key is already used, the row before it does not exist, or the reservation that it makes exists, or its number.");
}

/// <summary>Guarded by the status before the change. A new place must be free and directly follow an existing one.</summary>
internal sealed class PlaceWrite(ConcertId concert, PlaceChange change, AppendChain chain) : Change
{
    public ConcertId Concert => concert;

    public PlaceChange Place => change;

    public override AppendChain Chain => chain;

    protected override Exception Refusal => new StorageConflictException(
        $"Place {change.Place} of {concert}'s queue is not {change.From?.ToString() ?? "the next free one"}: it can't become {change.To}.");
}
