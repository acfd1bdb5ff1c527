using Concert.Reservations;
using Concert.Seats;

namespace Concert.Storage;

public abstract class SeatRecordsSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly PerformanceId Performance = new("p1");

    private readonly AppendChain _chain = new();
    private long _seq;

    [Fact]
    public async Task Each_seat_has_the_status_of_its_reservation()
    {
        await SeatAsync("p1/1-1-1", Rows.Held("open"));
        await SeatAsync("p1/1-1-2", Rows.Held("unknown"));
        await SeatAsync("p1/1-1-3", Rows.Sold("refunded"));
        await SeatAsync("p1/1-1-4", SeatState.Available);
        await ReservationRowAsync("open", ReservationStatus.Held, "1-1-1");
        await ReservationRowAsync("refunded", ReservationStatus.Refunded, "1-1-3");

        var rows = await Storage.Seats.ReadAsync(Performance);

        Assert.Equal(
            [
                new(new("1-1-1"), 1, Rows.Held("open"), ReservationStatus.Held),
                new(new("1-1-2"), 1, Rows.Held("unknown"), null),
                new(new("1-1-3"), 1, Rows.Sold("refunded"), ReservationStatus.Refunded),
                new(new("1-1-4"), 1, SeatState.Available, null),
            ],
            rows.Seats);
        Assert.Empty(rows.PaidNotSold);
    }

    // It dropped the seat, or its change was given up or is under way.
    [Fact]
    public async Task A_held_seat_that_its_held_reservation_does_not_have_is_found()
    {
        await SeatAsync("p1/1-1-1", Rows.Held("open"));
        await SeatAsync("p1/1-1-11", Rows.Held("open"));
        await SeatAsync("p1/1-1-3", Rows.Held("paid"));
        await SeatAsync("p1/1-1-4", Rows.Held("unknown"));
        await ReservationRowAsync("open", ReservationStatus.Held, "1-1-1", "1-1-2");
        await ReservationRowAsync("paid", ReservationStatus.Paid, "1-1-5");

        var rows = await Storage.Seats.ReadAsync(Performance);

        Assert.Equal("1-1-11", Assert.Single(rows.Seats, seat => seat.IsLeftBehind).SeatId.Value);
    }

    [Fact]
    public async Task Seats_of_performances_with_a_similar_id_are_not_included()
    {
        string[] keys = ["p/1-1-1", "p1/1-1-1", "p10/1-1-1", "p1-/1-1-1", "p10/", "P1/1-1-1", "p2/1-1-1"];
        foreach (var key in keys) await SeatAsync(key, Rows.Held("r1"));

        var rows = await Storage.Seats.ReadAsync(Performance);

        Assert.Equal(new SeatId("1-1-1"), Assert.Single(rows.Seats).SeatId);
    }

    [Fact]
    public async Task Paid_seats_that_are_not_sold_to_their_reservation_are_found()
    {
        await SeatAsync("p1/1-1-1", Rows.Sold("paid"));
        await SeatAsync("p1/1-1-2", Rows.Held("paid"));
        await SeatAsync("p1/1-1-3", Rows.Sold("another"));
        await SeatAsync("p2/1-1-4", Rows.Sold("paid"));
        await ReservationRowAsync("paid", ReservationStatus.Paid, "1-1-1", "1-1-2", "1-1-3", "1-1-4");
        await ReservationRowAsync("open", ReservationStatus.Held, "1-1-5");

        var rows = await Storage.Seats.ReadAsync(Performance);

        Assert.Equal(
            [
                new(new("1-1-2"), new("paid"), new("alice")),
                new(new("1-1-3"), new("paid"), new("alice")),
                new(new("1-1-4"), new("paid"), new("alice")),
            ],
            rows.PaidNotSold);
    }

    private Task SeatAsync(string key, SeatState state) => Storage.Grains.WriteAsync(key, Rows.State(state));

    private Task ReservationRowAsync(string reservation, ReservationStatus status, params string[] seats) =>
        Storage.Journal.AppendAsync(Rows.ReservationStep("alice", ++_seq, reservation, status, "p1", seats), _chain);
}
