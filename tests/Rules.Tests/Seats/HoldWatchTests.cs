using Concert.Reservations;
using Concert.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Seats;

public sealed class HoldWatchTests
{
    private static readonly DateTimeOffset Noon = AUser.Noon;
    private static readonly SeatId Seat = new("1-1-1");
    private static readonly ReservationId Mine = new("r_mine");

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly SeatMap _map = new(AUser.TheLayout, firstVersion: 1_000);
    private readonly Records _records = new();
    private readonly Host _host = new();
    private readonly HoldWatch _watch;

    public HoldWatchTests() =>
        _watch = new(AUser.TheEvening, _map, _records, _host, _time, NullLogger<HoldWatch>.Instance);

    [Fact]
    public async Task A_hold_is_resolved_at_its_end_and_not_before()
    {
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.Equal(Noon.AddMinutes(5), _host.Alarm);

        _time.SetUtcNow(Noon.AddMinutes(5).AddTicks(-1));
        await _watch.OnAlarmAsync();
        Assert.Empty(_host.Resolved);

        _time.SetUtcNow(Noon.AddMinutes(5));
        await _watch.OnAlarmAsync();
        var (user, command) = Assert.Single(_host.Resolved);
        Assert.Equal((AUser.Mina, Mine, AUser.TheEvening), (user, command.ReservationId, command.PerformanceId));
        Assert.Equal([Seat], command.SeatIds);
    }

    [Fact]
    public async Task A_user_grain_whose_clock_is_behind_is_asked_again_at_the_time_it_gives()
    {
        _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(6));
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.SetUtcNow(Noon.AddMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Equal(Noon.AddMinutes(6), _host.Alarm);
        _time.SetUtcNow(Noon.AddMinutes(6));
        await _watch.OnAlarmAsync();
        Assert.Equal(2, _host.Resolved.Count);
    }

    [Fact]
    public async Task A_user_grain_that_says_now_is_asked_again_after_a_pause_and_not_in_a_loop()
    {
        _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5));
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.SetUtcNow(Noon.AddMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Equal(Noon.AddMinutes(5).AddMilliseconds(50), _host.Alarm);
    }

    [Fact]
    public async Task A_user_grain_that_fails_is_asked_again_a_second_later()
    {
        _host.Fault = new UnavailableException("The silo is gone.");
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.SetUtcNow(Noon.AddMinutes(5));
        await _watch.OnAlarmAsync();

        _host.Fault = null;
        _time.SetUtcNow(Noon.AddMinutes(5).AddSeconds(1));
        await _watch.OnAlarmAsync();

        Assert.Equal(2, _host.Resolved.Count);
    }

    [Fact]
    public async Task A_seat_that_is_free_again_is_not_resolved()
    {
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
        _time.SetUtcNow(Noon.AddMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Empty(_host.Resolved);
    }

    [Fact]
    public async Task A_sweep_corrects_the_map_and_schedules_the_seats_that_disagree_at_once()
    {
        _records.Seats = new(
            [new(Seat, 7, new(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5)), ReservationStatus.Paid)], []);

        await _watch.SweepAsync();

        Assert.False(_map.IsAvailable(0));
        Assert.Equal(Noon, _host.Alarm);
        await _watch.OnAlarmAsync();
        Assert.Equal(Mine, Assert.Single(_host.Resolved).Command.ReservationId);
    }

    [Fact]
    public async Task Callers_that_sweep_at_the_same_time_share_one_sweep()
    {
        _records.Gate = new();

        var first = _watch.SweepAsync();
        var second = _watch.SweepAsync();
        _records.Gate.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, _records.ReadCount);
    }

    [Fact]
    public async Task A_sweep_of_a_moment_ago_is_not_repeated_for_a_silo_that_starts()
    {
        await _watch.SweepAsync();
        await _watch.SweepIfStaleAsync();
        Assert.Equal(1, _records.ReadCount);

        _time.Advance(TimeSpan.FromSeconds(5));
        await _watch.SweepIfStaleAsync();
        Assert.Equal(2, _records.ReadCount);
    }

    [Fact]
    public async Task The_sweep_of_an_active_map_survives_a_database_that_is_away()
    {
        _time.Advance(HoldWatch.SweepPeriod);
        _records.Fault = new UnavailableException("The database cannot be reached.");

        await _watch.OnSweepTimerAsync();

        _records.Fault = null;
        _time.Advance(HoldWatch.SweepPeriod);
        await _watch.OnSweepTimerAsync();
        Assert.Equal(2, _records.ReadCount);
    }

    [Fact]
    public async Task The_reminder_exists_while_seats_are_held()
    {
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.True(_host.HasReminder);

        await _watch.OnReminderAsync();
        Assert.True(_host.HasReminder);

        _watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
        await _watch.OnReminderAsync();
        Assert.False(_host.HasReminder);
    }

    [Fact]
    public async Task A_seat_held_while_the_reminder_is_being_removed_gets_one_afterwards()
    {
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
        _host.Unregistering = new();
        var removal = _watch.OnReminderAsync();

        _watch.SeatChanged(Held(version: 3, until: Noon.AddMinutes(9)));
        _host.Unregistering.SetResult();
        await removal;

        Assert.True(_host.HasReminder);
    }

    [Fact]
    public void A_reminder_that_cannot_be_registered_is_tried_again_with_the_next_hold()
    {
        _host.RegisterFault = new UnavailableException("The database cannot be reached.");
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.False(_host.HasReminder);

        _host.RegisterFault = null;
        _watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Held, new("r_other"), AUser.Mina, Noon.AddMinutes(5)));

        Assert.True(_host.HasReminder);
    }

    private static SeatChange Held(long version, DateTimeOffset until) =>
        new(Seat, version, SeatStatus.Held, Mine, AUser.Mina, until);

    private sealed class Records : ISeatRecords
    {
        public PerformanceSeats Seats { get; set; } = new([], []);

        public TaskCompletionSource? Gate { get; set; }

        public Exception? Fault { get; set; }

        public int ReadCount { get; private set; }

        public async Task<PerformanceSeats> ReadAsync(PerformanceId performance)
        {
            ReadCount++;
            if (Fault is { } fault) throw fault;
            if (Gate is { } gate) await gate.Task;
            return Seats;
        }
    }

    private sealed class Host : IHoldWatchHost
    {
        public List<(UserId User, ResolveReservation Command)> Resolved { get; } = [];

        public ReservationResolution Answer { get; set; } = new(ReservationStatus.Expired, null);

        public Exception? Fault { get; set; }

        public Exception? RegisterFault { get; set; }

        public TaskCompletionSource? Unregistering { get; set; }

        public DateTimeOffset? Alarm { get; private set; }

        public bool HasReminder { get; private set; }

        public void SetAlarm(DateTimeOffset? at) => Alarm = at;

        public Task<ReservationResolution> ResolveAsync(UserId user, ResolveReservation command)
        {
            Resolved.Add((user, command));
            return Fault is null ? Task.FromResult(Answer) : Task.FromException<ReservationResolution>(Fault);
        }

        public Task RegisterReminderAsync(TimeSpan period)
        {
            if (RegisterFault is { } fault) return Task.FromException(fault);
            HasReminder = true;
            return Task.CompletedTask;
        }

        public async Task UnregisterReminderAsync()
        {
            if (Unregistering is { } gate) await gate.Task;
            HasReminder = false;
        }
    }
}
