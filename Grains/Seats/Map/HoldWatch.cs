using Concert.Reservations;
using Microsoft.Extensions.Logging;

namespace Concert.Seats;

/// <summary>
/// Ends the holds of one performance at their time, and resolves the seats that a crash left in disagreement with their
/// reservation. It applies changes to the seat map, schedules the end of each hold, and asks the user's grain, which alone
/// decides (ARCHITECTURE.md § Protocols). The durable reminder exists while there are holds, so that a crash loses none.
/// </summary>
/// <param name="performance">The performance.</param>
/// <param name="map">Its seats. The watch applies every change to it.</param>
/// <param name="records">The durable rows that a sweep compares.</param>
/// <param name="host">The grain around the watch: timers, reminders and calls.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For faults that the watch survives.</param>
internal sealed partial class HoldWatch(
    PerformanceId performance,
    SeatMap map,
    ISeatRecords records,
    IHoldWatchHost host,
    TimeProvider time,
    ILogger<HoldWatch> logger)
{
    private const int MaxResolvingAtOnce = 256;

    private static readonly TimeSpan MinBetweenSweeps = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // The clock of the user's silo may be behind this one's. The watch asks again, but not in a tight loop.
    private static readonly TimeSpan MinRecheckDelay = TimeSpan.FromMilliseconds(50);

    private readonly HoldSchedule _schedule = new();
    private bool _hasReminder;
    private Task? _sweep;
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;

    /// <summary>How often the reminder and the timer of an active map sweep.</summary>
    public static TimeSpan SweepPeriod { get; } = TimeSpan.FromMinutes(1);

    /// <summary>A seat has changed.</summary>
    public void SeatChanged(SeatChange change)
    {
        Apply(change);
        host.SetAlarm(_schedule.NextDueAt);
    }

    /// <summary>Sweeps unless the last sweep was seconds ago.</summary>
    public Task SweepIfStaleAsync() => time.GetUtcNow() - _sweptAt < MinBetweenSweeps ? Task.CompletedTask : SweepAsync();

    /// <summary>Reads the rows of all seats, corrects the map, and schedules what disagrees. One sweep runs at a time; a caller
    /// that comes while one is under way shares it.</summary>
    public Task SweepAsync()
    {
        if (_sweep is not { IsCompleted: false }) _sweep = SweepOnceAsync();
        return _sweep;
    }

    /// <summary>
    /// The timer of an active map. The reminder exists only while seats are held; a seat that missed its refund is sold, and
    /// only a sweep finds it. A map in use finds it within a minute, an unused one when it is next activated.
    /// </summary>
    public async Task OnSweepTimerAsync()
    {
        if (time.GetUtcNow() - _sweptAt < SweepPeriod / 2) return;
        try
        {
            await SweepAsync();
        }
        catch (UnavailableException fault)
        {
            LogSweepFailed(fault, performance);
        }
    }

    /// <summary>The durable reminder. It removes itself when no seat is held.</summary>
    public async Task OnReminderAsync()
    {
        await SweepAsync();
        if (_schedule.IsEmpty && !map.Taken.Any(seat => seat.Status is SeatStatus.Held)) await StopReminderAsync();
    }

    /// <summary>Resolves the reservations that are due.</summary>
    public async Task OnAlarmAsync()
    {
        var due = _schedule.TakeDue(time.GetUtcNow());
        host.SetAlarm(_schedule.NextDueAt);
        foreach (var some in due.Chunk(MaxResolvingAtOnce)) await Task.WhenAll(some.Select(ResolveAsync));
        host.SetAlarm(_schedule.NextDueAt);
    }

    private async Task SweepOnceAsync()
    {
        var found = await records.ReadAsync(performance);
        var now = _sweptAt = time.GetUtcNow();
        foreach (var record in found.Seats)
        {
            var state = record.State;
            Apply(new(record.SeatId, record.Version, state.Status, state.ReservationId, state.UserId, state.Until));
        }

        foreach (var seat in SeatReconciliation.Find(found, now)) _schedule.Set(seat.ReservationId, seat.UserId, seat.SeatId, now);
        host.SetAlarm(_schedule.NextDueAt);
    }

    private void Apply(SeatChange change)
    {
        if (map.Apply(change) is not { } before) return;
        if (before.ReservationId is { } was) _schedule.Remove(was, change.SeatId);
        if (change is not { Status: SeatStatus.Held, ReservationId: { } reservation, UserId: { } user, Until: { } until }) return;
        _schedule.Set(reservation, user, change.SeatId, until);
        if (!_hasReminder) _ = StartReminderAsync();
    }

    private async Task ResolveAsync(DueReservation due)
    {
        try
        {
            var resolution = await host.ResolveAsync(due.UserId, new(due.ReservationId, performance, due.SeatIds));
            if (resolution.DueAt is { } later) Reschedule(due, later, MinRecheckDelay);
        }
        catch (Exception fault)
        {
            LogResolveFailed(fault, due.ReservationId, performance);
            Reschedule(due, DateTimeOffset.MinValue, RetryDelay);
        }
    }

    private void Reschedule(DueReservation due, DateTimeOffset at, TimeSpan minDelay)
    {
        var earliest = time.GetUtcNow() + minDelay;
        foreach (var seat in due.SeatIds) _schedule.Set(due.ReservationId, due.UserId, seat, at < earliest ? earliest : at);
    }

    // Until the reminder is registered, a map that is lost with its silo is activated again by the next reader of its seats, or
    // when a silo starts.
    private async Task StartReminderAsync()
    {
        _hasReminder = true;
        try
        {
            await host.RegisterReminderAsync(SweepPeriod);
        }
        catch (Exception fault)
        {
            LogReminderFailed(fault, performance);
            _hasReminder = false;
        }
    }

    // A seat that is held while the reminder is being removed must not register one, because the removal would delete it. The
    // watch registers it afterwards.
    private async Task StopReminderAsync()
    {
        try
        {
            await host.UnregisterReminderAsync();
        }
        finally
        {
            _hasReminder = false;
            if (!_schedule.IsEmpty) _ = StartReminderAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reservation} of {Performance} could not be resolved; the seat map retries.")]
    private partial void LogResolveFailed(Exception fault, ReservationId reservation, PerformanceId performance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep of the seats of {Performance} failed; the next sweep retries.")]
    private partial void LogSweepFailed(Exception fault, PerformanceId performance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reminder of {Performance} could not be registered; the next hold retries.")]
    private partial void LogReminderFailed(Exception fault, PerformanceId performance);
}

/// <summary>What a <see cref="HoldWatch"/> needs from the grain around it.</summary>
internal interface IHoldWatchHost
{
    /// <summary>Makes the grain call <see cref="HoldWatch.OnAlarmAsync"/> at that time, or earlier; null changes nothing.</summary>
    void SetAlarm(DateTimeOffset? at);

    /// <summary>Asks the user's grain to decide the reservation if it is due, and to update its seats.</summary>
    Task<ReservationResolution> ResolveAsync(UserId user, ResolveReservation command);

    /// <summary>Registers the durable reminder; repeating it is harmless.</summary>
    Task RegisterReminderAsync(TimeSpan period);

    /// <summary>Removes the durable reminder if there is one.</summary>
    Task UnregisterReminderAsync();
}
