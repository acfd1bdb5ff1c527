using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class SeatDriverTests
{
    private static readonly SeatId Seat = new("1-1-1");

    private readonly Host _host = new();
    private readonly SeatDriver _driver;

    public SeatDriverTests() => _driver = new(Mina, _host);

    [Fact]
    public async Task A_paid_reservation_sells_its_seats_and_ends_the_slot()
    {
        _host.State = With(50_000).Holding("A").Paid("A");

        var resolution = await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Equal(["sell 1-1-1", "leave 7"], _host.Calls);
        Assert.Equal(new ReservationResolution(ReservationStatus.Paid, null), resolution);
    }

    [Fact]
    public async Task A_refunded_reservation_frees_its_seats_and_ends_the_slot()
    {
        _host.State = With(50_000).Holding("A").Paid("A").Refunded("A");

        await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Equal(["free 1-1-1", "leave 7"], _host.Calls);
    }

    [Fact]
    public async Task A_released_reservation_frees_its_seats_and_keeps_the_slot()
    {
        _host.State = With(0).Holding("A").Released("A");

        await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Equal(["free 1-1-1"], _host.Calls);
    }

    [Fact]
    public async Task An_open_reservation_changes_nothing_and_says_when_it_is_due()
    {
        _host.State = With(0).Holding("A", until: Noon.AddMinutes(5));

        var resolution = await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Empty(_host.Calls);
        Assert.Equal(new ReservationResolution(ReservationStatus.Held, Noon.AddMinutes(5)), resolution);
    }

    [Fact]
    public async Task A_seat_that_a_reservation_dropped_is_freed_while_it_is_open()
    {
        _host.State = With(0).Holding("A", seatCount: 2).Changed("A", drop: ["1-1-1"]);

        await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Equal(["free 1-1-1"], _host.Calls);
    }

    // A change may be about to make it a seat of the reservation, perhaps in another activation.
    [Fact]
    public async Task A_seat_that_an_attempt_left_held_stays_while_the_reservation_is_open()
    {
        _host.State = With(0).Holding("A");

        await _driver.DriveAsync(Id("A"), [new("2-1-1")]);

        Assert.Empty(_host.Calls);
    }

    [Theory]
    [InlineData(ReservationStatus.Paid)]
    [InlineData(ReservationStatus.Released)]
    public async Task A_seat_that_an_attempt_left_held_is_freed_once_no_change_can_follow(ReservationStatus status)
    {
        var held = With(50_000).Holding("A");
        _host.State = status is ReservationStatus.Paid ? held.Paid("A") : held.Released("A");

        await _driver.DriveAsync(Id("A"), [new("2-1-1")]);

        Assert.Equal("free 2-1-1", _host.Calls[0]);
    }

    [Fact]
    public async Task A_tombstone_frees_the_seats_that_it_finds()
    {
        _host.State = With(0).Expired("A");

        await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Equal(["free 1-1-1"], _host.Calls);
    }

    // A sale that is still on its way while the payment is refunded must not reach a seat that was freed before it.
    [Fact]
    public async Task A_refund_waits_for_the_sale_that_is_under_way()
    {
        _host.State = With(50_000).Holding("A").Paid("A");
        _host.Gate = new();
        var sale = _driver.DriveAsync(Id("A"), [Seat]);

        _host.State = _host.State.Refunded("A");
        var refund = _driver.DriveAsync(Id("A"), [Seat]);
        Assert.Equal(["sell 1-1-1"], _host.Calls);
        _host.Gate.SetResult();
        await Task.WhenAll(sale, refund);

        Assert.Equal(["sell 1-1-1", "leave 7", "free 1-1-1", "leave 7"], _host.Calls);
    }

    [Fact]
    public async Task A_drive_that_fails_does_not_block_the_next_one()
    {
        _host.State = With(50_000).Holding("A").Paid("A");
        _host.Fault = new UnavailableException("The seat's silo is gone.");
        await Assert.ThrowsAsync<UnavailableException>(() => _driver.DriveAsync(Id("A"), [Seat]));

        _host.Fault = null;
        await _driver.DriveAsync(Id("A"), [Seat]);

        Assert.Equal(["sell 1-1-1", "sell 1-1-1", "leave 7"], _host.Calls);
    }

    private sealed class Host : ISeatDriverHost
    {
        public UserWalletState State { get; set; } = With(0);

        public List<string> Calls { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public Exception? Fault { get; set; }

        public ValueTask<Reservation?> FindDurableAsync(ReservationId id) => new(State.Find(id));

        public ISeatGrain Seat(PerformanceId performance, SeatId seat) => new SeatDouble(this, seat);

        public IQueueGrain Queue(ConcertId concert) => new QueueDouble(this);

        public async Task CallAsync(string call)
        {
            Calls.Add(call);
            if (Fault is { } fault) throw fault;
            if (Gate is { } gate) await gate.Task;
        }
    }

    private sealed class SeatDouble(Host host, SeatId seat) : ISeatGrain
    {
        public Task Free(ReservationId reservationId) => host.CallAsync($"free {seat}");

        public Task Sell(SeatSale sale) => host.CallAsync($"sell {seat}");

        public Task<Outcome<SeatHold>> Hold(SeatHold hold) => throw new NotSupportedException("A driver holds no seat.");

        public Task<SeatStatus> Read() => throw new NotSupportedException("A driver reads no seat.");

        public Task Withdraw(ReservationId reservationId, string attempt) => throw new NotSupportedException("A driver withdraws nothing.");
    }

    private sealed class QueueDouble(Host host) : IQueueGrain
    {
        public Task Leave(QueuePlace place) => host.CallAsync($"leave {place.Place}");

        public Task<Outcome<QueueControls>> Configure(QueueControlChange change) => throw new NotSupportedException("A driver only leaves.");

        public Task<Outcome<QueueFigures>> Figures() => throw new NotSupportedException("A driver only leaves.");

        public Task<Outcome<QueueCounts>> Count() => throw new NotSupportedException("A driver only leaves.");

        public Task<Outcome<QueueSlot>> Enter(QueuePlace place) => throw new NotSupportedException("A driver only leaves.");

        public Task<Outcome<QueueEntry>> Join(UserId userId) => throw new NotSupportedException("A driver only leaves.");

        public Task<Outcome<QueueEntry>> JoinFrom(QueueJoin request) => throw new NotSupportedException("A driver only leaves.");

        public Task<QueueStanding> Read(QueuePlace place) => throw new NotSupportedException("A driver only leaves.");

        public Task<Outcome<QueueView>> View(QueueViewRequest request) => throw new NotSupportedException("A driver only leaves.");
    }
}
