using Concert.Catalog;
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

    // The evening, in a hall where a thousand holds can end at once.
    private static readonly PerformanceLayout TheHall = AUser.TheLayout with { Sections = [new("Floor", 20, 100, new(50_000))] };

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly SeatMap _map = new(TheHall, firstVersion: 1_000);
    private readonly Records _records = new();
    private readonly Host _host = new();
    private readonly WrongClock _clock;
    private readonly HoldWatch _watch;

    public HoldWatchTests()
    {
        _clock = new(_time);
        _watch = new(AUser.TheEvening, _map, _records, _host, _clock, NullLogger<HoldWatch>.Instance);
    }

    [Fact]
    public async Task A_hold_is_resolved_at_its_end_and_not_before()
    {
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.Equal(TimeSpan.FromMinutes(5), _host.AlarmIn);

        _time.SetUtcNow(Noon.AddMinutes(5).AddTicks(-1));
        await _watch.OnAlarmAsync();
        Assert.Empty(_host.Resolved);

        _time.SetUtcNow(Noon.AddMinutes(5));
        await _watch.OnAlarmAsync();
        var (user, command) = Assert.Single(_host.Resolved);
        Assert.Equal((AUser.Mina, Mine, AUser.TheEvening), (user, command.ReservationId, command.PerformanceId));
        Assert.Equal([Seat], command.SeatIds);
        Assert.Equal(Noon.AddMinutes(5), command.Until);
    }

    [Fact]
    public async Task A_user_grain_whose_clock_is_behind_is_asked_again_after_the_time_it_gives()
    {
        // Its clock is two minutes behind: the end that it gives has passed here, the time that is left has not.
        _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromMinutes(2));
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromMinutes(2), _host.AlarmIn);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _watch.OnAlarmAsync();
        Assert.Equal(2, _host.Resolved.Count);
        Assert.Equal(Noon.AddMinutes(5), _host.Resolved[1].Command.Until);
    }

    [Fact]
    public async Task A_user_grain_that_says_now_is_asked_again_after_a_pause_and_not_in_a_loop()
    {
        _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.Zero);
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(50), _host.AlarmIn);
    }

    [Theory]
    [InlineData(6 * 60, 60)]
    [InlineData(5 * 60, 1)]
    [InlineData(0, 1)]
    public async Task A_user_grain_that_gives_no_duration_is_asked_again_at_its_end_and_at_most_once_a_second(int endsAfter, int askedAfter)
    {
        _host.Answer = new(ReservationStatus.Held, Noon.AddSeconds(endsAfter));
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromSeconds(askedAfter), _host.AlarmIn);
    }

    [Fact]
    public async Task A_hold_that_is_over_by_the_clock_of_the_map_is_asked_about_once_and_again_when_its_user_grain_says()
    {
        _clock.Offset = TimeSpan.FromMinutes(6);
        _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromMinutes(5));
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.Equal(TimeSpan.Zero, _host.AlarmIn);
        _records.Seats = new([new(Seat, 1, new(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5)), null)], []);

        await _watch.OnAlarmAsync();
        for (var second = 0; second < 299; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _watch.OnAlarmAsync();
            await _watch.OnSweepTimerAsync();
        }

        Assert.Single(_host.Resolved);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _watch.OnAlarmAsync();
        Assert.Equal(2, _host.Resolved.Count);
    }

    [Fact]
    public async Task A_user_grain_whose_clock_is_far_behind_is_asked_again_every_five_minutes()
    {
        _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromDays(365));
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(5));

        await _watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromMinutes(5), _host.AlarmIn);
    }

    [Fact]
    public async Task A_hold_is_resolved_on_time_when_the_clock_of_the_map_is_set_back_an_hour()
    {
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(1));
        _clock.Offset = -TimeSpan.FromHours(1);
        // Its end is by the clock of its user's grain, which was not set back.
        _watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Held, new("r_other"), AUser.Mina, Noon.AddMinutes(6)));

        _time.Advance(TimeSpan.FromMinutes(4));
        await _watch.OnAlarmAsync();
        Assert.Equal(Mine, Assert.Single(_host.Resolved).Command.ReservationId);

        _time.Advance(TimeSpan.FromMinutes(1));
        await _watch.OnAlarmAsync();
        Assert.Equal(new("r_other"), _host.Resolved[1].Command.ReservationId);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Sweeps_go_on_when_the_clock_is_set_by_an_hour(int minutes)
    {
        await _watch.SweepAsync();
        _clock.Offset = TimeSpan.FromMinutes(minutes);
        await _watch.SweepIfStaleAsync();
        await _watch.OnSweepTimerAsync();
        Assert.Equal(1, _records.ReadCount);

        _time.Advance(TimeSpan.FromSeconds(5));
        await _watch.SweepIfStaleAsync();
        Assert.Equal(2, _records.ReadCount);

        _time.Advance(HoldWatch.SweepPeriod / 2);
        await _watch.OnSweepTimerAsync();
        Assert.Equal(3, _records.ReadCount);
    }

    [Fact]
    public Task A_wallet_that_does_not_answer_keeps_one_of_256_places_and_the_others_go_on() => InOneTurnAtATimeAsync(
        async () =>
        {
            var hanging = _host.HangFor(new("r_0"));
            _host.Pause = new();
            HoldSeats(1_000);
            _time.Advance(TimeSpan.FromMinutes(5));

            var alarm = _watch.OnAlarmAsync();
            Assert.Equal(256, _host.Resolved.Count);
            _host.Pause.SetResult();
            await _host.WhenAnsweredAsync(999);

            Assert.Equal(1_000, _host.Resolved.Count);
            Assert.Equal(256, _host.MostAtOnce);
            Assert.False(alarm.IsCompleted);
            hanging.SetResult();
            await alarm;
            Assert.Equal(1_000, _host.Resolved.Select(resolved => resolved.Command.ReservationId).Distinct().Count());
        });

    [Fact]
    public Task A_hold_that_ends_while_256_wallets_hang_is_resolved_when_one_of_them_answers() => InOneTurnAtATimeAsync(
        async () =>
        {
            var hanging = Enumerable.Range(0, 256).Select(number => _host.HangFor(new($"r_{number}"))).ToList();
            HoldSeats(256);
            _time.Advance(TimeSpan.FromMinutes(5));
            _ = _watch.OnAlarmAsync();
            _watch.SeatChanged(new(HallSeat(256), 1, SeatStatus.Held, new("r_256"), AUser.Mina, Noon.AddMinutes(6)));
            _time.Advance(TimeSpan.FromMinutes(1));

            await _watch.OnAlarmAsync();
            Assert.Equal(256, _host.Resolved.Count);

            hanging[7].SetResult();
            await _host.WhenAnsweredAsync(2);
            Assert.Equal(new("r_256"), _host.Resolved[256].Command.ReservationId);
            Assert.Equal(256, _host.MostAtOnce);
        });

    [Fact]
    public Task Two_calls_about_one_reservation_are_never_under_way_at_once() => InOneTurnAtATimeAsync(
        async () =>
        {
            var first = _host.HangFor(Mine);
            _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
            _time.Advance(TimeSpan.FromMinutes(5));
            var alarm = _watch.OnAlarmAsync();

            // The reservation is due again: a sweep finds another seat of it.
            _records.Seats = new([new(new("1-1-2"), 7, new(SeatStatus.Held, Mine, AUser.Mina, "a2", Noon), null)], []);
            await _watch.SweepAsync();
            await _watch.OnAlarmAsync();
            Assert.Single(_host.Resolved);
            Assert.Equal(TimeSpan.FromSeconds(1), _host.AlarmIn);

            first.SetResult();
            await alarm;
            _time.Advance(TimeSpan.FromSeconds(1));
            await _watch.OnAlarmAsync();
            Assert.Equal([new SeatId("1-1-2")], _host.Resolved[1].Command.SeatIds);
        });

    [Fact]
    public Task A_seat_that_was_freed_while_its_user_grain_answered_is_not_resolved_again() => InOneTurnAtATimeAsync(
        async () =>
        {
            _host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromMinutes(5));
            var answer = _host.HangFor(Mine);
            _clock.Offset = TimeSpan.FromMinutes(6);
            _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
            var alarm = _watch.OnAlarmAsync();

            _watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
            answer.SetResult();
            await alarm;
            _time.Advance(TimeSpan.FromHours(1));
            await _watch.OnAlarmAsync();

            Assert.Single(_host.Resolved);
        });

    [Fact]
    public async Task A_user_grain_that_fails_is_asked_again_a_second_later()
    {
        _host.Fault = new UnavailableException("The silo is gone.");
        _watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(5));
        await _watch.OnAlarmAsync();

        _host.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(1));
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
        Assert.Equal(TimeSpan.Zero, _host.AlarmIn);
        await _watch.OnAlarmAsync();
        var command = Assert.Single(_host.Resolved).Command;
        Assert.Equal((Mine, Noon.AddMinutes(5)), (command.ReservationId, command.Until));
    }

    [Fact]
    public async Task A_sweep_takes_back_what_the_database_has_lost()
    {
        _watch.SeatChanged(Held(version: 6, until: Noon.AddMinutes(5)));
        _watch.SeatChanged(new(new("1-1-2"), 3, SeatStatus.Sold, Mine, AUser.Mina, null));
        _watch.SeatChanged(new(new("1-1-3"), 4, SeatStatus.Sold, Mine, AUser.Mina, null));
        var before = _map.Version;
        _records.Seats = new(
            [
                new(Seat, 4, SeatState.Available, null),
                new(new("1-1-3"), 4, new(SeatStatus.Held, new("r_other"), AUser.Mina, "a1", Noon.AddMinutes(3)), null),
            ],
            []);

        await _watch.SweepAsync();

        Assert.True(_map.IsAvailable(0));
        Assert.True(_map.IsAvailable(1));
        Assert.Equal(new("r_other"), _map.Find(new("1-1-3"))!.ReservationId);
        Assert.Equal([Seat, new("1-1-3"), new("1-1-2")], _host.Reloaded);
        var view = _map.Read(before);
        Assert.Equal([0, 1, 2], view.Indexes);
        Assert.Equal([SeatStatus.Available, SeatStatus.Available, SeatStatus.Held], view.Statuses);
        // The rows that these seats get next count from lower versions, and are not ignored.
        _watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Sold, Mine, AUser.Mina, null));
        _watch.SeatChanged(new(Seat, 5, SeatStatus.Sold, Mine, AUser.Mina, null));
        Assert.False(_map.IsAvailable(0));
        Assert.False(_map.IsAvailable(1));
        // The hold that was lost is not resolved.
        _time.Advance(TimeSpan.FromMinutes(5));
        await _watch.OnAlarmAsync();
        Assert.Equal(new("r_other"), Assert.Single(_host.Resolved).Command.ReservationId);
    }

    [Fact]
    public async Task A_seat_that_changed_while_the_sweep_read_keeps_its_change()
    {
        _watch.SeatChanged(new(new("1-1-3"), 1, SeatStatus.Available, null, null, null));
        _records.Gate = new();
        _records.Seats = new(
            [new(Seat, 6, SeatState.Available, null), new(new("1-1-3"), 1, SeatState.Available, null)], []);
        var sweep = _watch.SweepAsync();

        _watch.SeatChanged(Held(version: 7, until: Noon.AddMinutes(5)));
        _watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Sold, Mine, AUser.Mina, null));
        _watch.SeatChanged(new(new("1-1-3"), 3, SeatStatus.Available, null, null, null));
        _watch.SeatChanged(new(new("1-1-3"), 2, SeatStatus.Held, Mine, AUser.Mina, Noon.AddMinutes(5)));
        var before = _map.Version;
        _records.Gate.SetResult();
        await sweep;

        Assert.False(_map.IsAvailable(0));
        Assert.False(_map.IsAvailable(1));
        Assert.True(_map.IsAvailable(2));
        Assert.Equal(before, _map.Version);
        Assert.Empty(_host.Reloaded);
    }

    [Fact]
    public async Task A_change_that_was_reported_during_a_sweep_counts_even_if_the_map_knew_a_higher_lost_version()
    {
        _watch.SeatChanged(new(Seat, 9, SeatStatus.Sold, Mine, AUser.Mina, null));
        _records.Gate = new();
        _records.Seats = new([new(Seat, 4, SeatState.Available, null)], []);
        var sweep = _watch.SweepAsync();

        _watch.SeatChanged(new(Seat, 5, SeatStatus.Held, new("r_other"), AUser.Mina, Noon.AddMinutes(5)));
        _records.Gate.SetResult();
        await sweep;

        Assert.Equal(new("r_other"), _map.Find(Seat)!.ReservationId);
    }

    [Fact]
    public async Task A_sweep_that_fails_leaves_the_map_as_it_is()
    {
        _watch.SeatChanged(Held(version: 6, until: Noon.AddMinutes(5)));
        _records.Fault = new UnavailableException("The database cannot be reached.");

        await Assert.ThrowsAsync<UnavailableException>(_watch.SweepAsync);

        Assert.False(_map.IsAvailable(0));
        Assert.Empty(_host.Reloaded);
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

        _records.Seats = new([new(Seat, 1, new(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5)), null)], []);
        await _watch.OnReminderAsync();
        Assert.True(_host.HasReminder);

        _records.Seats = new([new(Seat, 2, SeatState.Available, null)], []);
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

    // As a grain does: what continues after an await never runs beside something else.
    private static Task InOneTurnAtATimeAsync(Func<Task> test) => Task.Factory.StartNew(
        test, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private void HoldSeats(int count)
    {
        for (var number = 0; number < count; number++)
        {
            _watch.SeatChanged(new(
                HallSeat(number), 1, SeatStatus.Held, new($"r_{number}"), AUser.Mina, Noon.AddMinutes(5)));
        }
    }

    private static SeatId HallSeat(int number) => new($"1-{(number / 100) + 1}-{(number % 100) + 1}");

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

        public Task<IReadOnlyList<PerformanceId>> FindHoldingAsync() => throw new NotSupportedException("A watch never asks for it.");
    }

    private sealed class Host : IHoldWatchHost
    {
        private readonly Dictionary<ReservationId, TaskCompletionSource> _hanging = [];
        private int _answeredCount;

        public List<(UserId User, ResolveReservation Command)> Resolved { get; } = [];

        public ReservationResolution Answer { get; set; } = new(ReservationStatus.Expired, null);

        public Exception? Fault { get; set; }

        public Exception? RegisterFault { get; set; }

        public TaskCompletionSource? Unregistering { get; set; }

        public List<SeatId> Reloaded { get; } = [];

        /// <summary>Every call waits for it.</summary>
        public TaskCompletionSource? Pause { get; set; }

        public TimeSpan? AlarmIn { get; private set; }

        public int MostAtOnce { get; private set; }

        public bool HasReminder { get; private set; }

        public void SetAlarm(TimeSpan? delay) => AlarmIn = delay;

        /// <summary>The next call about this reservation is answered when the test completes the result.</summary>
        public TaskCompletionSource HangFor(ReservationId reservation) => _hanging[reservation] = new();

        /// <summary>Completes when so many calls have been answered.</summary>
        public async Task WhenAnsweredAsync(int count)
        {
            for (var turn = 0; _answeredCount < count && turn < 100_000; turn++) await Task.Yield();
            Assert.Equal(count, _answeredCount);
        }

        public async Task<ReservationResolution> ResolveAsync(UserId user, ResolveReservation command)
        {
            Resolved.Add((user, command));
            MostAtOnce = Math.Max(MostAtOnce, Resolved.Count - _answeredCount);
            if (Fault is { } fault) throw fault;
            if (_hanging.Remove(command.ReservationId, out var hanging)) await hanging.Task;
            else if (Pause is { } pause) await pause.Task;
            _answeredCount++;
            return Answer;
        }

        public void Reload(SeatId seat) => Reloaded.Add(seat);

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
