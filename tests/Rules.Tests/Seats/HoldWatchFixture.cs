using Concert.Catalog;
using Concert.Reservations;
using Concert.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Seats;

/// <summary>A hold watch on one thread, with a clock, rows and a grain around it that the test controls.</summary>
public abstract class HoldWatchFixture
{
    protected static readonly DateTimeOffset Noon = AUser.Noon;
    protected static readonly SeatId Seat = new("1-1-1");
    protected static readonly ReservationId Mine = new("r_mine");

    // The evening, in a hall where a thousand holds can end at once.
    private static readonly PerformanceLayout TheHall = AUser.TheLayout with { Sections = [new("Floor", 20, 100, new(50_000))] };

    protected HoldWatchFixture()
    {
        Clock = new(Time);
        Watch = new(AUser.TheEvening, Map, Rows, Host, Clock, NullLogger<HoldWatch>.Instance);
    }

    private protected FakeTimeProvider Time { get; } = new(Noon);

    /// <summary>The clock of the map. It shows <see cref="Time"/> unless a test sets its offset.</summary>
    private protected WrongClock Clock { get; }

    private protected SeatMap Map { get; } = new(TheHall, firstVersion: 1_000);

    private protected FakeSeatRecords Rows { get; } = new();

    private protected FakeWatchHost Host { get; } = new();

    private protected HoldWatch Watch { get; }

    // As a grain does: what continues after an await never runs beside something else.
    private protected static Task InOneTurnAtATimeAsync(Func<Task> test) => Task.Factory.StartNew(
        test, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private protected void HoldSeats(int count)
    {
        for (var number = 0; number < count; number++)
        {
            Watch.SeatChanged(new(
                HallSeat(number), 1, SeatStatus.Held, new($"r_{number}"), AUser.Mina, Noon.AddMinutes(5)));
        }
    }

    private protected static SeatId HallSeat(int number) => new($"1-{(number / 100) + 1}-{(number % 100) + 1}");

    private protected static SeatChange Held(long version, DateTimeOffset until) =>
        new(Seat, version, SeatStatus.Held, Mine, AUser.Mina, until);

    private protected sealed class FakeSeatRecords : ISeatRecords
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

    private protected sealed class FakeWatchHost : IHoldWatchHost
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
