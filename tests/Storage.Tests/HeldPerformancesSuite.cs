using Concert.Reservations;
using Concert.Seats;

namespace Concert.Storage;

public abstract class HeldPerformancesSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(-7);

    private readonly AppendChain _chain = new();
    private readonly HashSet<PerformanceId> _known = [];
    private long _seq;

    [Fact]
    public async Task Open_holds_are_found_whatever_the_date()
    {
        await PerformanceAsync("ahead", Ahead);
        await PerformanceAsync("over", LongAgo);
        await ReservationRowAsync("r1", "ahead", ReservationStatus.Held);
        await ReservationRowAsync("r2", "ahead", ReservationStatus.Held);
        await ReservationRowAsync("r3", "over", ReservationStatus.Held);

        Assert.Equal(["ahead", "over"], await FindAsync());
    }

    [Fact]
    public async Task Of_a_performance_that_is_not_over_a_held_seat_is_found_whatever_its_reservation()
    {
        foreach (var performance in new[] { "free", "held_by_an_unknown", "held_past_its_end" }) await PerformanceAsync(performance, Ahead);
        await SeatAsync("free/1-1-1", SeatState.Available);
        await SeatAsync("held_by_an_unknown/1-1-1", Rows.Held("unknown"));
        await SeatAsync("held_past_its_end/1-1-1", Rows.Held("expired"));
        await ReservationRowAsync("expired", "held_past_its_end", ReservationStatus.Expired);

        Assert.Equal(["held_by_an_unknown", "held_past_its_end"], await FindAsync());
    }

    [Fact]
    public async Task Of_a_performance_that_is_not_over_a_seat_that_is_sold_to_a_refunded_reservation_is_found()
    {
        foreach (var performance in new[] { "sold", "refunded", "begun" }) await PerformanceAsync(performance, Ahead);
        await PerformanceAsync("tonight", TimeSpan.FromHours(-2));
        await SeatAsync("sold/1-1-1", Rows.Sold("paid"));
        await ReservationRowAsync("paid", "sold", ReservationStatus.Paid);
        await SeatAsync("refunded/1-1-1", Rows.Sold("refunded"));
        await ReservationRowAsync("refunded", "refunded", ReservationStatus.Refunded);
        // It began, but it is not over.
        await SeatAsync("tonight/1-1-1", Rows.Sold("refunded_tonight"));
        await ReservationRowAsync("refunded_tonight", "tonight", ReservationStatus.Refunded);

        Assert.Equal(["refunded", "tonight"], await FindAsync());
    }

    [Fact]
    public async Task What_was_sold_for_performances_that_are_over_is_not_read()
    {
        await PerformanceAsync("over", LongAgo);
        await SeatAsync("over/1-1-1", Rows.Sold("refunded"));
        await ReservationRowAsync("refunded", "over", ReservationStatus.Refunded);

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task Seats_of_a_performance_with_a_similar_id_do_not_count()
    {
        await PerformanceAsync("p1", Ahead);
        foreach (var key in new[] { "p/1-1-1", "p10/1-1-1", "p1-/1-1-1" }) await SeatAsync(key, Rows.Held("unknown"));

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task A_performance_that_is_known_is_not_read_again()
    {
        await PerformanceAsync("known", Ahead);
        await SeatAsync("known/1-1-1", Rows.Held("unknown"));
        _known.Add(new("known"));

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task A_performance_whose_seats_cannot_be_read_hides_none_after_it()
    {
        foreach (var performance in new[] { "first", "second" }) await PerformanceAsync(performance, Ahead);
        await Database.ExecuteAsync("alter table grain_state rename to elsewhere");

        Assert.Equal(["first", "second"], await FindAsync());
    }

    private async Task<List<string>> FindAsync()
    {
        var found = new List<string>();
        await foreach (var performance in Storage.Held.FindAsync(Noon, _known)) found.Add(performance.Value);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private async Task PerformanceAsync(string performance, TimeSpan startsIn) => await Storage.Catalog.CreateAsync(new(
        new($"c_{performance}"), "T", "A", "V", [new(new(performance), Noon + startsIn, Noon.AddDays(-30), [new("Floor", 2, 3, new(100))])]));

    private Task SeatAsync(string key, SeatState state) => Storage.Grains.WriteAsync(key, Rows.State(state));

    private Task ReservationRowAsync(string reservation, string performance, ReservationStatus status) => Storage.Journal.AppendAsync(
        Rows.ReservationStep("alice", ++_seq, reservation, status, performance, "1-1-1"), _chain);
}
