using Concert.Queues;
using Concert.Seats;
using Concert.Storage;

namespace Concert.Reservations;

/// <summary>One user's steps and their effects on seats, money and queue.</summary>
[Collection(nameof(ConcertCluster))]
public sealed class JourneyTests(ConcertCluster cluster)
{
    [Fact]
    public async Task A_payment_sells_the_seats_to_the_user_and_ends_the_slot()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("mina", concert);
        await user.ChargeAsync(200_000);
        var reservation = await user.HoldAsync("1-1-1", "1-1-2");

        var receipt = (await user.PayAsync(reservation.ReservationId)).Value!;

        Assert.Equal((new Money(100_000), new Money(100_000)), (receipt.Amount, receipt.Balance));
        await cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Sold);
        await cluster.EventuallyStatusAsync(concert, "1-1-2", SeatStatus.Sold);
        await ConcertCluster.EventuallyAsync(
            QueueStatus.Expired, async () => (await user.Queue.Read(user.Place)).Status, "The status of the user's place");
        Assert.Equal(ReservationStatus.Paid, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
    }

    [Fact]
    public async Task A_refund_gives_money_and_seats_back()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("jun", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        var receipt = (await user.PayAsync(reservation.ReservationId)).Value!;

        var refund = (await user.RefundAsync(receipt.PaymentId)).Value!;

        Assert.Equal((new Money(50_000), new Money(50_000)), (refund.Amount, refund.Balance));
        await cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
        Assert.Equal(new Refusal.AlreadyRefunded(), (await user.RefundAsync(receipt.PaymentId)).Refusal);
    }

    [Fact]
    public async Task Sold_seats_are_counted_until_they_are_refunded()
    {
        var concert = await cluster.ConcertAsync(rowCount: 1, seatsPerRow: 4);
        var user = cluster.User("yuna", concert);
        await user.ChargeAsync(200_000);
        var reservation = await user.HoldAsync("1-1-1", "1-1-2");
        Assert.Equal(new(48, 46, 2, 0, Money.Zero, 0), await SalesAsync());

        var receipt = (await user.PayAsync(reservation.ReservationId)).Value!;
        await cluster.EventuallyShownAsync(concert, "1-1-1", SeatStatus.Sold);
        await cluster.EventuallyShownAsync(concert, "1-1-2", SeatStatus.Sold);
        Assert.Equal(new(48, 46, 0, 2, new(100_000), 1), await SalesAsync());

        await user.RefundAsync(receipt.PaymentId);
        await cluster.EventuallyShownAsync(concert, "1-1-1", SeatStatus.Available);
        await cluster.EventuallyShownAsync(concert, "1-1-2", SeatStatus.Available);
        Assert.Equal(new(48, 48, 0, 0, Money.Zero, 0), await SalesAsync());

        async Task<PerformanceSales> SalesAsync() => (await cluster.SeatMap(concert).Sales()).Value!;
    }

    [Fact]
    public async Task Released_seats_are_free_at_once_and_the_slot_stays()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("sora", concert);
        var reservation = await user.HoldAsync("1-1-1");

        Assert.True((await user.Reservations.Release(reservation.ReservationId)).IsGranted);

        Assert.Equal(SeatStatus.Available, await cluster.Seat(concert, "1-1-1").Read());
        Assert.True((await user.ReserveAsync("1-1-2")).IsGranted);
        Assert.NotNull(await cluster.User("next", concert).HoldAsync("1-1-1"));
    }

    [Fact]
    public async Task Too_little_money_keeps_the_hold_and_the_same_key_pays_once_there_is_enough()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("hana", concert);
        var reservation = await user.HoldAsync("1-1-1");

        var poor = await user.PayAsync(reservation.ReservationId, "pay");
        await user.ChargeAsync(50_000);
        var rich = await user.PayAsync(reservation.ReservationId, "pay");

        Assert.Equal(new Refusal.InsufficientBalance(Money.Zero, new(50_000)), poor.Refusal);
        Assert.Equal(Money.Zero, rich.Value!.Balance);
    }

    [Fact]
    public async Task Another_users_reservation_is_not_found()
    {
        var concert = await cluster.ConcertAsync();
        var reservation = await cluster.User("owner", concert).HoldAsync("1-1-1");
        var other = cluster.User("other", concert);

        Assert.Equal(new Refusal.ReservationNotFound(), (await other.Reservations.Find(reservation.ReservationId)).Refusal);
        Assert.Equal(new Refusal.ReservationNotFound(), (await other.PayAsync(reservation.ReservationId)).Refusal);
        Assert.Equal(new Refusal.ReservationNotFound(), (await other.Reservations.Release(reservation.ReservationId)).Refusal);
    }

    [Fact]
    public async Task A_refused_reservation_suggests_alternatives_with_the_same_number_of_seats()
    {
        var concert = await cluster.ConcertAsync();
        await cluster.User("owner", concert).HoldAsync("1-5-5");
        var other = cluster.User("other", concert);
        await other.JoinAsync();

        var refusal = Assert.IsType<Refusal.SeatTaken>((await other.ReserveAsync("1-5-4", "1-5-5")).Refusal);

        Assert.Equal(["1-5-5"], refusal.SeatIds.Select(seat => seat.Value));
        Assert.Equal(3, refusal.Alternatives.Length);
        Assert.All(refusal.Alternatives, set => Assert.Equal(2, set.Length));
        Assert.Equal(SeatStatus.Available, await cluster.Seat(concert, "1-5-4").Read());
    }

    [Fact]
    public async Task Nobody_reserves_without_a_slot()
    {
        var concert = await cluster.ConcertAsync();
        var stranger = cluster.User("stranger", concert);

        Assert.Equal(new Refusal.QueueTokenNotActive(), (await stranger.ReserveAsync("1-1-1")).Refusal);
        Assert.Equal(SeatStatus.Available, await cluster.Seat(concert, "1-1-1").Read());
    }

    [Fact]
    public async Task Another_users_place_gives_no_slot()
    {
        var concert = await cluster.ConcertAsync();
        var owner = cluster.User("owner", concert);
        await owner.JoinAsync();

        Assert.Equal(
            new Refusal.QueueTokenNotActive(),
            (await owner.Queue.Enter(owner.Place with { UserId = new("u_thief") })).Refusal);
    }

    [Fact]
    public async Task The_map_shows_a_held_seat_and_counts_it_as_taken()
    {
        var concert = await cluster.ConcertAsync();
        var before = (await cluster.SeatMap(concert).Read(0)).Value!;
        await cluster.User("mina", concert).HoldAsync("1-1-1");

        await ConcertCluster.EventuallyAsync(
            "delta [0] [Held]", async () => Describe((await cluster.SeatMap(concert).Read(before.Version)).Value!), "The map's changes");
        var counts = (await cluster.SeatMap(concert).Count()).Value!;
        Assert.Equal((144, 143), (counts.TotalCount, counts.AvailableCount));

        static string Describe(SeatMapView view) =>
            $"{(view.IsSnapshot ? "snapshot" : "delta")} [{string.Join(", ", view.Indexes)}] [{string.Join(", ", view.Statuses)}]";
    }

    [Fact]
    public async Task Unknown_concerts_and_performances_are_refused()
    {
        var nowhere = new AConcert(new("c_nowhere"), new("p_nowhere"));
        var user = cluster.User("lost", nowhere);

        Assert.Equal(new Refusal.ConcertNotFound(), (await user.Queue.Join(user.User)).Refusal);
        Assert.Equal(new Refusal.PerformanceNotFound(), (await user.ReserveAsync("1-1-1")).Refusal);
        Assert.Equal(new Refusal.PerformanceNotFound(), (await cluster.SeatMap(nowhere).Read(0)).Refusal);
    }
}
