namespace Concert.Queues;

/// <summary>
/// Removes the rows of places that users gave up while they waited, once the line has passed them. Otherwise a user who joins and leaves
/// in a loop would fill the table.
/// </summary>
internal sealed partial class QueueGrain
{
    // A deletion locks an embedded database, so each is short.
    private const int MaxRemovedAtOnce = 10_000;

    private Task _removal = Task.CompletedTask;

    // In memory only: each activation looks through the key once.
    private long _removedThrough;

    // A removal that failed is tried again once the stored watermark has moved: each try may count the same places anew.
    private long _triedThrough;

    /// <summary>
    /// A removal under way ends before the next activation begins, which would read its progress too early. One of a broken chain writes
    /// no progress any more, and nobody waits for it.
    /// </summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _chain.IsBroken ? Task.CompletedTask : _removal.WaitAsync(cancellationToken);

    // Off the commands: none of them waits for a removal.
    private void RemoveDeparted()
    {
        if (_removal.IsCompleted && progress.State.RemovableThrough > _triedThrough) _removal = RemoveDepartedAsync();
    }

    private async Task RemoveDepartedAsync()
    {
        try
        {
            while (progress.State.RemovableThrough is var through && through > _removedThrough)
            {
                _triedThrough = through;
                var found = await places.FindDepartedAsync(_concert, _removedThrough, through, MaxRemovedAtOnce);
                if (found.Count > 0)
                {
                    // The count first, so that after a crash it may be too high and never too low: the auditor accepts as many gaps. The
                    // same write makes the watermark durable before a row at or below it is gone.
                    await WriteAsync(progress.State with { RemovedCount = progress.State.RemovedCount + found.Count });
                    await places.RemoveDepartedAsync(_concert, _removedThrough, found);
                }

                _removedThrough = found.Count < MaxRemovedAtOnce ? through : found.Through;
            }
        }
        catch (Exception fault)
        {
            LogRemovalFailed(fault, _concert);
        }
    }

    /// <summary>
    /// The activation before this one may remove rows while this one starts, as on a silo that was frozen. Rows that are read after an
    /// older progress was read then have a gap. The next activation reads both anew.
    /// </summary>
    private async Task RequireCurrentAsync(IReadOnlyList<PlaceRow> rows)
    {
        var above = progress.State.ReadAbove(progress.State.Watermark);
        if (rows.Count == 0 || rows[^1].Place - above == rows.Count(row => row.Place > above)) return;
        var read = progress.Etag;
        await progress.ReadStateAsync();
        if (progress.Etag != read) throw new UnavailableException($"Another activation of the queue of {_concert} removed places.");
    }
}
