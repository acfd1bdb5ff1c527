namespace Concert.Queues;

/// <summary>How decisions of the queue become durable.</summary>
internal sealed partial class QueueGrain
{
    // The next decision builds on this one, whether or not it is durable yet.
    private void Save()
    {
        var changes = _room.TakeChanges();
        if (changes.Count == 0 && ReferenceEquals(_room.State, _decided)) return;
        _decided = _room.State;
        _tail = WriteAsync(_decided, changes, _tail);
        SetAlarm();
    }

    private void SetAlarm()
    {
        _alarm.SetAfter(_clock.Until(_room.NextEndAt, _room.NextClaimBy));
        if (_opened is null && _opening is null && _room.WaitingCount > 0) _alarm.SetAfter(UntilOpening());
        if (_opened is not null && _room.WaitingCount > 0) _alarm.SetAfter(SeatSupply.MaxAge(_dates.Length));
        var limits = Limits;
        if (_room.NextByRate(limits) is { } next)
            _alarm.SetAfter(next - _clock.Now.Elapsed is var wait && wait > ShortestRateWait ? wait : ShortestRateWait);
        if (_room.NextByAddress(limits) is { } roomAt) _alarm.SetAfter(roomAt - _clock.Now.Elapsed);
        if (_room.IsMoreDue) _alarm.SetAfter(TimeSpan.Zero);
    }

    private async Task WriteAsync(QueueState state, IReadOnlyList<PlaceChange> changes, Task before)
    {
        _chain.ThrowIfBroken();
        _clock.NoteWriteBegun();
        try
        {
            var writes = changes.Select(change => places.WriteAsync(_concert, change, _chain));
            await Task.WhenAll([.. writes, WriteProgressAsync(state), before]);
        }
        catch (Exception fault)
        {
            throw _chain.Fail($"The queue of {_concert}", fault, DeactivateOnIdle);
        }

        // All earlier changes are durable as well, in order. Claim windows go on, in case the database was out of reach.
        _clock.NoteWriteCompleted();
        SetAlarm();
        _durable = state;
        foreach (var change in changes)
        {
            _totals = _totals.With(change);
            if (change.To is PlaceStatus.Admitted) _admissions.Note(_clock.Now.Elapsed);
            if (change.To is PlaceStatus.Departed) NoteDeparture(_order.TurnOf(change.Place));
        }

        RemoveDeparted();
    }

    // The pace is saved before clients see it: the next activation continues with it. The watermark can be derived from the rows, so
    // it is saved only every 1,024 places. A write may start while an earlier one is under way: Orleans 10.4 merges
    // overlapping writes of one state into the next (tried: 18,000 joins at commits of 20 to 300 ms, no conflict).
    private Task WriteProgressAsync(QueueState state)
    {
        if (state.AdmissionsPerSecond.Equals(progress.State.AdmissionsPerSecond)
            && _durable.Watermark - progress.State.Watermark < MaxPlacesBehind
            && !progress.State.IsBehindDraw(_durable.Watermark))
        {
            return Task.CompletedTask;
        }

        progress.State = progress.State.At(_durable, _order, state.AdmissionsPerSecond);
        return progress.WriteStateAsync();
    }

    private async Task WriteAsync(QueueProgress next)
    {
        _chain.ThrowIfBroken();
        progress.State = next;
        try
        {
            await progress.WriteStateAsync();
        }
        catch (Exception fault)
        {
            throw _chain.Fail($"The queue of {_concert}", fault, DeactivateOnIdle);
        }

        _chain.ThrowIfBroken();
    }

    private async Task WhenDurableAsync()
    {
        await _tail;
        _chain.ThrowIfBroken();
    }
}
