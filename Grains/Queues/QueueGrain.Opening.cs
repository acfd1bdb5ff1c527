namespace Concert.Queues;

/// <summary>The phases of the queue, and its opening.</summary>
internal sealed partial class QueueGrain
{
    // The time of day may be set while the queue waits for it, so it is looked at again.
    private static readonly TimeSpan LongestPhaseWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan OpenRetryDelay = TimeSpan.FromSeconds(1);

    private Task? _opening;
    private TimeSpan _openNotBefore;

    private QueuePhase PhaseAt(DateTimeOffset utc) => _schedule?.PhaseAt(_opened is not null, utc) ?? QueuePhase.Open;

    // Each command calls it before it decides. While the queue opens, all wait: a place that is given meanwhile would be early or late
    // by chance.
    private async Task OpenIfDueAsync()
    {
        while (_opening is not null || IsOpeningDue())
        {
            var opening = _opening ??= OpenAsync();
            try
            {
                await opening;
            }
            finally
            {
                // Not in OpenAsync: it may complete before it is assigned, and the loop would then await a completed task forever.
                if (ReferenceEquals(_opening, opening)) _opening = null;
            }
        }
    }

    private bool IsOpeningDue() =>
        _opened is null && _schedule is { } schedule && time.GetUtcNow() >= schedule.OpensAt && _clock.Now.Elapsed >= _openNotBefore;

    /// <summary>
    /// Decides who was early, and draws their order. Nobody is admitted, and the seed is not published, before that is durable. After a
    /// crash the next activation either finds it, or finds the lobby and draws the same order from the same rows and seed.
    /// </summary>
    private async Task OpenAsync()
    {
        try
        {
            // Every place that was given is durable before the draw that counts it.
            await WhenDurableAsync();
            var opensAt = _schedule!.OpensAt;
            if (await sharedClock.ReadAsync(CancellationToken.None) is var now && now < opensAt)
            {
                // Asked again within a minute: a database whose clock is wrong may be corrected.
                _openNotBefore = _clock.Now.Elapsed + (opensAt - now < LongestPhaseWait ? opensAt - now : LongestPhaseWait);
                return;
            }

            // A silo of version 0.1.0 admits before the opening, and stores a watermark of places. Such a line has no other order.
            var isDrawn = _seed is not null && _room.State.Watermark == 0;
            var earlyCount = _room.LastPlace;
            var order = isDrawn ? await DrawAsync(earlyCount) : DrawOrder.OfArrival;
            await WriteAsync(progress.State with { Opening = new(earlyCount, isDrawn, _clock.Now.Utc) });
            Become(progress.State.Opening!, order);
            Admit();
        }
        catch
        {
            _openNotBefore = _clock.Now.Elapsed + OpenRetryDelay;
            throw;
        }
    }

    private void Become(DurableOpening opened, DrawOrder order)
    {
        (_opened, _order) = (opened, order);
        if (!opened.IsDrawn) return;
        _room.Draw(order);
        long[] departures = [.. _departures.Select(order.TurnOf)];
        _departures.Clear();
        _departures.AddRange(departures);
        // Departures were places until now, and are turns from now on.
        StartEpoch();
    }

    // A million hashes are a second of work.
    private Task<DrawOrder> DrawAsync(long earlyCount) => Task.Run(() => DrawOrder.Of(_seed!, earlyCount));

    private TimeSpan? UntilOpening()
    {
        if (_schedule is null) return null;
        var (now, byClock) = (_clock.Now, _schedule.OpensAt - time.GetUtcNow());
        var wait = byClock > _openNotBefore - now.Elapsed ? byClock : _openNotBefore - now.Elapsed;
        return wait < LongestPhaseWait ? wait : LongestPhaseWait;
    }
}
