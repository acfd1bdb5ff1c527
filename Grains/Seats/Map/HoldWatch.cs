using Concert.Reservations;
using Concert.Timing;
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

    // A user's grain may answer with no time left. The watch asks again, but not in a tight loop.
    private static readonly TimeSpan MinRecheckDelay = TimeSpan.FromMilliseconds(50);

    // The watch asks after this time whatever a clock says, because its own or that of the user's silo may be behind. It is the
    // default length of a hold; a longer hold costs one more call each time that this passes.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    // Its times are of this time line, not of the clock.
    private readonly HoldSchedule _schedule = new();
    private readonly SteadyTime _steady = new(time);

    // Due reservations, from the schedule until their user's grain has answered.
    private readonly HashSet<ReservationId> _resolving = [];
    private readonly Queue<DueReservation> _waiting = [];
    private int _workerCount;

    // What seats reported while a sweep reads their rows; null when none does.
    private Dictionary<SeatId, SeatChange>? _reported;

    private bool _hasReminder;
    private Task? _sweep;
    private long? _sweptAt;

    /// <summary>How often the reminder and the timer of an active map sweep.</summary>
    public static TimeSpan SweepPeriod { get; } = TimeSpan.FromMinutes(1);

    /// <summary>A seat has changed.</summary>
    public void SeatChanged(SeatChange change)
    {
        if (_reported is { } reported && !(reported.GetValueOrDefault(change.SeatId)?.Version > change.Version))
            reported[change.SeatId] = change;
        Follow(map.Apply(change), change);
        SetAlarm();
    }

    /// <summary>Sweeps unless the last sweep was seconds ago.</summary>
    public Task SweepIfStaleAsync() => HasSweptWithin(MinBetweenSweeps) ? Task.CompletedTask : SweepAsync();

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
        if (HasSweptWithin(SweepPeriod / 2)) return;
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

    /// <summary>
    /// Resolves the reservations that are due: a bounded number at a time, each by one call at a time. Completes when those that it
    /// started are resolved; the next alarm does not wait for that.
    /// </summary>
    public Task OnAlarmAsync()
    {
        foreach (var due in _schedule.TakeDue(_steady.Now))
        {
            if (_resolving.Add(due.ReservationId)) _waiting.Enqueue(due);
            else Reschedule(due, RetryDelay);
        }

        SetAlarm();
        var workers = new List<Task>();
        for (var free = Math.Min(_waiting.Count, MaxResolvingAtOnce - _workerCount); free > 0; free--) workers.Add(WorkAsync());
        return Task.WhenAll(workers);
    }

    private bool HasSweptWithin(TimeSpan period) => _sweptAt is { } sweptAt && time.GetElapsedTime(sweptAt) < period;

    private async Task SweepOnceAsync()
    {
        var reported = _reported = [];
        PerformanceSeats found;
        try
        {
            found = await records.ReadAsync(performance);
        }
        finally
        {
            _reported = null;
        }

        _sweptAt = time.GetTimestamp();
        Correct(found, reported);
        foreach (var seat in SeatReconciliation.Find(found, time.GetUtcNow()))
        {
            // Overdue by this clock only: its user's grain has said when to ask again, or is being asked.
            if (seat.Until is not null && IsFollowed(seat)) continue;
            _schedule.Set(seat.ReservationId, seat.UserId, seat.SeatId, _steady.Now, seat.Until);
        }

        SetAlarm();
    }

    private bool IsFollowed(MismatchedSeat seat) =>
        _resolving.Contains(seat.ReservationId) || _schedule.Has(seat.ReservationId, seat.SeatId);

    // The rows decide, whatever the map knows: a failover of the database can lose rows that it has seen. Only a change that was
    // reported since the read began can be newer than the row.
    private void Correct(PerformanceSeats found, Dictionary<SeatId, SeatChange> reported)
    {
        foreach (var record in found.Seats)
        {
            var state = record.State;
            CorrectSeat(new(record.SeatId, record.Version, state.Status, state.ReservationId, state.UserId, state.Until), reported);
        }

        foreach (var seat in map.FindLost(found.Seats.Select(record => record.SeatId)))
            CorrectSeat(new(seat, 0, SeatStatus.Available, null, null, null), reported);
    }

    private void CorrectSeat(SeatChange row, Dictionary<SeatId, SeatChange> reported)
    {
        var change = reported.GetValueOrDefault(row.SeatId) is { } newer && newer.Version > row.Version ? newer : row;
        var before = map.Correct(change);
        Follow(before, change);
        // The activation of the seat may have the lost state in memory, and would refuse the seat for as long as users ask for it.
        if (before?.Version >= change.Version) host.Reload(row.SeatId);
    }

    private void Follow(SeatChange? before, SeatChange change)
    {
        if (before is null) return;
        if (before.ReservationId is { } was) _schedule.Remove(was, change.SeatId);
        if (change is not { Status: SeatStatus.Held, ReservationId: { } reservation, UserId: { } user, Until: { } until }) return;
        _schedule.Set(reservation, user, change.SeatId, _steady.Now + Within(TimeSpan.Zero, until - time.GetUtcNow()), until);
        if (!_hasReminder) _ = StartReminderAsync();
    }

    // Resolves one reservation after another: a user's grain that does not answer keeps one worker waiting, and no other.
    private async Task WorkAsync()
    {
        _workerCount++;
        try
        {
            while (_waiting.TryDequeue(out var due)) await ResolveAsync(due);
        }
        finally
        {
            _workerCount--;
        }
    }

    private async Task ResolveAsync(DueReservation due)
    {
        try
        {
            var resolution = await host.ResolveAsync(due.UserId, new(due.ReservationId, performance, due.SeatIds, due.Until));
            if (DelayOf(resolution) is { } delay) Reschedule(StillHeld(due), delay);
        }
        catch (Exception fault)
        {
            LogResolveFailed(fault, due.ReservationId, performance);
            Reschedule(due, RetryDelay);
        }
        finally
        {
            _resolving.Remove(due.ReservationId);
        }
    }

    private TimeSpan? DelayOf(ReservationResolution resolution)
    {
        if (resolution.DueIn is { } told) return Within(MinRecheckDelay, told);
        // A process that sends no duration gives the end by its own clock, which may be behind this one's.
        return resolution.DueAt - time.GetUtcNow() is { } left ? Within(RetryDelay, left) : null;
    }

    private static TimeSpan Within(TimeSpan least, TimeSpan delay) => delay < least ? least : delay > MaxDelay ? MaxDelay : delay;

    // A seat that was freed while the answer was on its way is not scheduled again. Resolved later, it would leave a tombstone of a
    // reservation that its user may still make, with the same key.
    private DueReservation StillHeld(DueReservation due) =>
        due with { SeatIds = [.. due.SeatIds.Where(seat => map.Find(seat)?.ReservationId == due.ReservationId)] };

    private void Reschedule(DueReservation due, TimeSpan delay)
    {
        foreach (var seat in due.SeatIds) _schedule.Set(due.ReservationId, due.UserId, seat, _steady.Now + delay, due.Until);
        SetAlarm();
    }

    private void SetAlarm() => host.SetAlarm(_schedule.NextDueAt - _steady.Now);

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
    /// <summary>Makes the grain call <see cref="HoldWatch.OnAlarmAsync"/> after that time, or earlier; null changes nothing.</summary>
    void SetAlarm(TimeSpan? delay);

    /// <summary>Asks the user's grain to decide the reservation if it is due, and to update its seats.</summary>
    Task<ReservationResolution> ResolveAsync(UserId user, ResolveReservation command);

    /// <summary>Makes a seat read its row again: ends its activation, which the call begins if there is none.</summary>
    void Reload(SeatId seat);

    /// <summary>Registers the durable reminder; repeating it is harmless.</summary>
    Task RegisterReminderAsync(TimeSpan period);

    /// <summary>Removes the durable reminder if there is one.</summary>
    Task UnregisterReminderAsync();
}
