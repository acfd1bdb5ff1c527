using Concert.Reservations;

namespace Concert.Seats;

/// <summary>This part: the end of holds, and healing. Users' grains are called from here alone, while no caller waits.</summary>
internal sealed partial class SeatMapGrain
{
    private const string ReminderName = "holds";
    private const int MaxResolvingAtOnce = 256;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MinBetweenSweeps = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // The user's silo may have a clock that is behind: asked again, but not in a tight loop.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly HoldSchedule _clock = new();
    private IGrainTimer? _timer;
    private DateTimeOffset _timerAt = DateTimeOffset.MaxValue;
    private Task? _reminder;
    private Task? _sweeping;
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;

    public Task SeatChanged(SeatChange change)
    {
        if (_map is null) return Task.CompletedTask;
        Apply(change);
        ArmTimer();
        return Task.CompletedTask;
    }

    public Task Watch() => _map is null || time.GetUtcNow() - _sweptAt < MinBetweenSweeps ? Task.CompletedTask : SweepAsync();

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_map is null) return;
        await SweepAsync();
        if (_clock.IsEmpty && !_map.Taken.Any(seat => seat.Status is SeatStatus.Held)) await StopRemindingAsync();
    }

    // The reminder is there only while seats are held. A seat that was not told of its refund is sold, and is found by this:
    // a map that someone looks at sweeps as often, and one that nobody looks at does when it wakes.
    private void SweepWhileAwake() => this.RegisterGrainTimer(
        OnSweepTimer, new GrainTimerCreationOptions { DueTime = SweepPeriod, Period = SweepPeriod, Interleave = true });

    private async Task OnSweepTimer()
    {
        if (time.GetUtcNow() - _sweptAt < SweepPeriod / 2) return;
        try
        {
            await SweepAsync();
        }
        catch (UnavailableException fault)
        {
            LogSweepFailed(fault, _performance);
        }
    }

    // One at a time; who asks meanwhile gets the one under way.
    private Task SweepAsync()
    {
        if (_sweeping is not { IsCompleted: false }) _sweeping = SweepOnceAsync();
        return _sweeping;
    }

    private async Task SweepOnceAsync()
    {
        var found = await rows.ReadAsync(_performance);
        var now = _sweptAt = time.GetUtcNow();
        foreach (var row in found.Seats)
        {
            var state = row.State;
            Apply(new(row.SeatId, row.Version, state.Status, state.ReservationId, state.UserId, state.Until));
        }

        foreach (var seat in SeatReconciliation.Find(found, now)) _clock.Set(seat.ReservationId, seat.UserId, seat.SeatId, now);
        ArmTimer();
    }

    private void Apply(SeatChange change)
    {
        if (_map!.Apply(change) is not { } before) return;
        if (before.ReservationId is { } was) _clock.Remove(was, change.SeatId);
        if (change is not { Status: SeatStatus.Held, ReservationId: { } reservation, UserId: { } user, Until: { } until }) return;
        _clock.Set(reservation, user, change.SeatId, until);
        _reminder ??= StartRemindingAsync();
    }

    private void ArmTimer()
    {
        if (_clock.NextDueAt is not { } at || at >= _timerAt) return;
        _timer?.Dispose();
        _timerAt = at;
        var due = at - time.GetUtcNow();
        _timer = this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions
        {
            DueTime = due > TimeSpan.Zero ? due : TimeSpan.Zero,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
            KeepAlive = true,
        });
    }

    private async Task OnTimer()
    {
        _timerAt = DateTimeOffset.MaxValue;
        var due = _clock.TakeDue(time.GetUtcNow());
        ArmTimer();
        foreach (var some in due.Chunk(MaxResolvingAtOnce)) await Task.WhenAll(some.Select(ResolveAsync));
        ArmTimer();
    }

    private async Task ResolveAsync(DueReservation due)
    {
        try
        {
            var user = GrainFactory.Grain<IReservationsGrain>(due.UserId.Value);
            var settlement = await user.Resolve(new(due.ReservationId, _performance, due.SeatIds));
            if (settlement.DueAt is { } later) SetAgain(due, later, AskAgainAfter);
        }
        catch (Exception fault)
        {
            LogResolveFailed(fault, due.ReservationId, _performance);
            SetAgain(due, DateTimeOffset.MinValue, RetryAfter);
        }
    }

    private void SetAgain(DueReservation due, DateTimeOffset at, TimeSpan notBefore)
    {
        var earliest = time.GetUtcNow() + notBefore;
        foreach (var seat in due.SeatIds) _clock.Set(due.ReservationId, due.UserId, seat, at < earliest ? earliest : at);
    }

    // Until it is registered, an activation lost with its silo is woken by whoever looks at the seats, or by a silo's start.
    private async Task StartRemindingAsync()
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, SweepPeriod, SweepPeriod);
        }
        catch (Exception fault)
        {
            LogReminderFailed(fault, _performance);
            _reminder = null;
        }
    }

    // A seat that is held meanwhile starts no reminder of its own, which this would take away: it gets one afterwards.
    private async Task StopRemindingAsync()
    {
        _reminder = UnregisterAsync();
        try
        {
            await _reminder;
        }
        finally
        {
            _reminder = _clock.IsEmpty ? null : StartRemindingAsync();
        }
    }

    private async Task UnregisterAsync()
    {
        if (await this.GetReminder(ReminderName) is { } reminder) await this.UnregisterReminder(reminder);
    }
}
