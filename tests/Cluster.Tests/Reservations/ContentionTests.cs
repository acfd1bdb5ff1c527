using Concert.Seats;

namespace Concert.Reservations;

/// <summary>Many concurrent requests on two silos.</summary>
[Collection(nameof(ConcertCluster))]
public sealed class ContentionTests(ConcertCluster cluster)
{
    [Fact]
    public async Task Of_a_thousand_users_who_want_one_seat_exactly_one_gets_it()
    {
        var concert = await cluster.ConcertAsync();
        var users = await JoinedAsync(concert, 1_000);

        var outcomes = await Task.WhenAll(users.Select(user => user.ReserveAsync("1-1-1")));

        var winner = Assert.Single(outcomes, outcome => outcome.IsGranted);
        var losers = outcomes.Where(outcome => !outcome.IsGranted).ToList();
        Assert.Equal(999, losers.Count);
        Assert.All(losers, outcome => Assert.Equal("1-1-1", Assert.Single(Assert.IsType<Refusal.SeatTaken>(outcome.Refusal).SeatIds).Value));
        Assert.Equal(ReservationStatus.Held, winner.Value!.Status);
        Assert.Equal(SeatStatus.Held, await cluster.Seat(concert, "1-1-1").Read());
    }

    [Fact]
    public async Task Two_hundred_users_who_want_overlapping_pairs_get_both_seats_or_none()
    {
        var concert = await cluster.ConcertAsync(rowCount: 1, seatsPerRow: 20);
        var users = await JoinedAsync(concert, 200);

        var outcomes = await Task.WhenAll(users.Select(
            (user, n) => user.ReserveAsync($"1-1-{(n % 19) + 1}", $"1-1-{(n % 19) + 2}")));

        var won = outcomes.Where(outcome => outcome.IsGranted).SelectMany(outcome => outcome.Value!.Seats).ToList();
        Assert.Equal(won.Count, won.Select(seat => seat.SeatId).Distinct().Count());
        for (var number = 1; number <= 20; number++)
        {
            var isWon = won.Exists(seat => seat.Number == number);
            Assert.Equal(
                isWon ? SeatStatus.Held : SeatStatus.Available, await cluster.Seat(concert, $"1-1-{number}").Read());
        }

        // Each reservation holds its seats in seat order, so at least one of several overlapping ones succeeds.
        Assert.NotEmpty(won);
    }

    [Fact]
    public async Task The_same_key_sent_fifty_times_at_once_reserves_once()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("mina", concert);
        await user.JoinAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.ReserveUnderAsync("the-key", "1-1-1", "1-1-2")));

        Assert.Single(outcomes.Select(outcome => outcome.Value!.ReservationId).Distinct());
        Assert.Single((await user.Reservations.List(new(10, null))).Items);
    }

    [Fact]
    public async Task A_user_who_reserves_many_times_at_once_stays_within_the_seat_limit()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("greedy", concert);
        await user.JoinAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 10).Select(n => user.ReserveAsync($"1-{n}-1", $"1-{n}-2")));

        Assert.Equal(2, outcomes.Count(outcome => outcome.IsGranted));
        Assert.All(
            outcomes.Where(outcome => !outcome.IsGranted),
            outcome => Assert.IsType<Refusal.SeatLimitExceeded>(outcome.Refusal));
    }

    [Fact]
    public async Task Fifty_best_available_requests_for_forty_seats_get_forty_different_seats_and_the_rest_are_refused()
    {
        var concert = await cluster.ConcertAsync();
        var users = await JoinedAsync(concert, 50);

        var outcomes = await Task.WhenAll(users.Select(user => user.ReserveBestAsync(1, "Balcony")));

        Assert.Equal(40, outcomes.Where(outcome => outcome.IsGranted).Select(outcome => outcome.Value!.Seats[0].SeatId).Distinct().Count());
        Assert.All(
            outcomes.Where(outcome => !outcome.IsGranted),
            outcome => Assert.True(outcome.Refusal is Refusal.SoldOut or Refusal.SeatTaken, outcome.ToString()));
    }

    [Fact]
    public async Task Paying_twice_at_once_debits_once()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("jun", concert);
        await user.ChargeAsync(200_000);
        var reservation = await user.HoldAsync("1-1-1");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => user.PayAsync(reservation.ReservationId)));

        Assert.Single(outcomes, outcome => outcome.IsGranted);
        Assert.All(outcomes.Where(outcome => !outcome.IsGranted), outcome => Assert.Equal(new Refusal.AlreadyPaid(), outcome.Refusal));
        Assert.Equal(new Money(150_000), (await user.Wallet.Read()).Balance);
    }

    [Fact]
    public async Task The_same_key_sent_fifty_times_at_once_pays_and_refunds_once()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("hana", concert);
        await user.ChargeAsync(200_000);
        var reservation = await user.HoldAsync("1-1-1");

        var paid = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.PayAsync(reservation.ReservationId, "pay")));
        var payment = Assert.Single(paid.Select(outcome => outcome.Value!).Distinct());
        var refunded = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.RefundAsync(payment.PaymentId, "refund")));

        Assert.Equal(new Money(150_000), payment.Balance);
        Assert.Equal(new Money(200_000), Assert.Single(refunded.Select(outcome => outcome.Value!).Distinct()).Balance);
        Assert.Equal(3, (await user.Wallet.Transactions(new(10, null))).Items.Length);
        Assert.Equal(SeatStatus.Available, await cluster.Seat(concert, "1-1-1").Read());
    }

    private async Task<ASession[]> JoinedAsync(AConcert concert, int count)
    {
        ASession[] users = [.. Enumerable.Range(1, count).Select(n => cluster.User($"user{n}", concert))];
        await Task.WhenAll(users.Select(user => user.JoinAsync()));
        return users;
    }
}
