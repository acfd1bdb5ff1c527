using Concert.Seats;

namespace Concert.Reservations;

/// <summary>The end of holds, with a clock that only the test moves.</summary>
public sealed class ExpiryTests : IAsyncLifetime
{
    private readonly ConcertCluster _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_hold_that_is_not_paid_expires_after_five_minutes_and_the_seat_is_free()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        var reservation = await user.HoldAsync("1-1-1");
        Assert.Equal(ConcertCluster.Noon.AddMinutes(5), reservation.ExpiresAt);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(SeatStatus.Held, await _cluster.Seat(concert, "1-1-1").Read());

        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
        Assert.Equal(ReservationStatus.Expired, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
        Assert.NotNull(await _cluster.User("next", concert).HoldAsync("1-1-1"));
    }

    [Fact]
    public async Task Nobody_gets_a_held_seat_before_the_hold_ends()
    {
        var concert = await _cluster.ConcertAsync();
        await _cluster.User("owner", concert).HoldAsync("1-1-1");
        var other = _cluster.User("other", concert);
        await other.JoinAsync();

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(4));

        Assert.IsType<Refusal.SeatTaken>((await other.ReserveAsync("1-1-1")).Refusal);
    }

    [Fact]
    public async Task A_paid_seat_stays_sold_long_after_the_hold_would_have_ended()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        await user.PayAsync(reservation.ReservationId);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(20));

        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Sold);
        Assert.Equal(ReservationStatus.Paid, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
    }

    [Fact]
    public async Task Payment_and_expiry_at_the_same_instant_agree_on_one_status()
    {
        var concert = await _cluster.ConcertAsync();
        var users = Enumerable.Range(1, 20).Select(n => _cluster.User($"racer{n}", concert)).ToList();
        var reservations = new List<ReservationView>();
        foreach (var (n, user) in users.Index())
        {
            await user.ChargeAsync(50_000);
            reservations.Add(await user.HoldAsync($"1-{(n / 10) + 1}-{(n % 10) + 1}"));
        }

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        // Half of the payments are sent before the clock reaches the end of the holds, half after. The expiry runs at any point between.
        var payments = users.Take(10).Select((user, n) => user.PayAsync(reservations[n].ReservationId)).ToList();
        _cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        payments.AddRange(users.Skip(10).Select((user, n) => user.PayAsync(reservations[n + 10].ReservationId)));
        var outcomes = await Task.WhenAll(payments);

        for (var n = 0; n < users.Count; n++)
        {
            var seat = reservations[n].Seats[0].SeatId.Value;
            var isPaid = outcomes[n].IsGranted;
            if (!isPaid) Assert.Equal(new Refusal.ReservationExpired(), outcomes[n].Refusal);
            if (n >= 10) Assert.False(isPaid, "A payment sent at the end of the hold is too late.");
            await _cluster.EventuallyStatusAsync(concert, seat, isPaid ? SeatStatus.Sold : SeatStatus.Available);
            Assert.Equal(new Money(isPaid ? 0 : 50_000), (await users[n].Wallet.Read()).Balance);
            Assert.Equal(
                isPaid ? ReservationStatus.Paid : ReservationStatus.Expired,
                (await users[n].Reservations.Find(reservations[n].ReservationId)).Value!.Status);
        }
    }

    [Fact]
    public async Task A_hold_without_a_reservation_gets_a_tombstone_when_it_ends()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("crashed", concert);
        await user.JoinAsync();
        var orphan = new SeatHold(new("r_orphan"), user.User, "try-1", ConcertCluster.Noon.AddMinutes(5));
        await _cluster.Seat(concert, "1-1-1").Hold(orphan);
        await _cluster.EventuallyShownAsync(concert, "1-1-1", SeatStatus.Held);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));

        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
        Assert.Equal(
            ReservationStatus.Expired,
            (await user.Reservations.Resolve(new(orphan.ReservationId, concert.PerformanceId, []))).Status);
        Assert.Equal(new Refusal.ReservationNotFound(), (await user.Reservations.Find(orphan.ReservationId)).Refusal);
    }

    [Fact]
    public async Task A_paid_seat_whose_sell_call_failed_is_sold_by_the_next_sweep()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        using (_cluster.Faults.Fail("Sell", concert.PerformanceId.Value))
        {
            Assert.True((await user.PayAsync(reservation.ReservationId)).IsGranted);
            await _cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(SeatStatus.Held, await _cluster.Seat(concert, "1-1-1").Read());
        }

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2));

        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Sold);
    }

    // As when the seat's silo leaves while it is called.
    [Fact]
    public async Task A_released_seat_whose_first_free_call_failed_is_free_when_the_release_is_answered()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        var reservation = await user.HoldAsync("1-1-1");
        var call = _cluster.Faults.HoldUp("Free", concert.PerformanceId.Value);
        var release = user.Reservations.Release(reservation.ReservationId);
        await call.Reached;

        call.Fail();

        Assert.True((await release).IsGranted);
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(concert, "1-1-1").Read());
    }

    [Fact]
    public async Task A_released_seat_whose_free_call_failed_is_freed_by_the_next_sweep()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        var reservation = await user.HoldAsync("1-1-1");
        using (_cluster.Faults.Fail("Free", concert.PerformanceId.Value))
        {
            Assert.True((await user.Reservations.Release(reservation.ReservationId)).IsGranted);
            Assert.Equal(SeatStatus.Held, await _cluster.Seat(concert, "1-1-1").Read());
        }

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2));

        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
    }

    [Fact]
    public async Task A_refunded_seat_whose_free_call_failed_is_freed_by_the_next_sweep()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        var payment = (await user.PayAsync(reservation.ReservationId)).Value!;
        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Sold);
        // No hold is left, so the seat map removes its reminder.
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10));
        using (_cluster.Faults.Fail("Free", concert.PerformanceId.Value))
        {
            Assert.True((await user.RefundAsync(payment.PaymentId)).IsGranted);
            Assert.Equal(SeatStatus.Sold, await _cluster.Seat(concert, "1-1-1").Read());
        }

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2));

        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
    }

    [Fact]
    public async Task A_late_sale_does_not_undo_the_refund()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        var sale = _cluster.Faults.HoldUp("Sell", concert.PerformanceId.Value);
        var payment = (await user.PayAsync(reservation.ReservationId)).Value!;
        await sale.Reached;

        var refund = user.RefundAsync(payment.PaymentId);
        await ConcertCluster.EventuallyAsync(
            new Money(50_000), async () => (await user.Wallet.Read()).Balance, "The balance after the refund");
        sale.Continue();

        Assert.True((await refund).IsGranted);
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(concert, "1-1-1").Read());
        Assert.True((await _cluster.User("next", concert).HoldAsync("1-1-1")).Seats is [_]);
    }

    [Fact]
    public async Task A_release_that_is_not_durable_frees_nothing_however_often_it_is_requested()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        var reservation = await user.HoldAsync("1-1-1");
        var row = _cluster.Writes.Next("released", user.User.Value);
        var first = user.Reservations.Release(reservation.ReservationId);
        await row.Reached;

        var releases = _cluster.Calls.Next(nameof(IReservationsGrain.Release), user.User.Value);
        var second = user.Reservations.Release(reservation.ReservationId);
        await releases;
        row.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => first);
        await Assert.ThrowsAsync<UnavailableException>(() => second);
        Assert.Equal(SeatStatus.Held, await _cluster.Seat(concert, "1-1-1").Read());
        Assert.Equal(ReservationStatus.Held, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
    }

    [Fact]
    public async Task A_seat_that_does_not_answer_leaves_no_partial_reservation()
    {
        var concert = await _cluster.ConcertAsync();
        var user = _cluster.User("mina", concert);
        await user.JoinAsync();
        using (_cluster.Faults.Fail("Hold", SeatKey.Of(concert.PerformanceId, new("1-1-2"))))
        {
            await Assert.ThrowsAsync<UnavailableException>(() => user.ReserveUnderAsync("the-key", "1-1-1", "1-1-2"));
        }

        var retry = await user.ReserveUnderAsync("the-key", "1-1-1", "1-1-2");

        Assert.True(retry.IsGranted, retry.ToString());
        Assert.Equal(2, retry.Value.Seats.Length);
    }
}
