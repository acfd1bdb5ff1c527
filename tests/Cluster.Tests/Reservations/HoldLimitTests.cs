using Concert.Seats;
using Concert.Users;

namespace Concert.Reservations;

/// <summary>A slot makes few reservations, and a seat that its user let go is for other users first.</summary>
public sealed class HoldLimitTests : OneConcertTests
{
    private ASession _user = null!;
    private ASession _other = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (_user, _other) = (_cluster.User("mina", _concert), _cluster.User("other", _concert));
        await _user.JoinAsync();
        await _other.JoinAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slot_makes_three_reservations_and_the_next_slot_three_more(bool isActivatedAgain)
    {
        for (var n = 1; n <= 3; n++) await ReserveAndReleaseAsync($"1-1-{n}");
        if (isActivatedAgain) await _cluster.Cluster.DeactivateAsync(_user.Wallet);

        Assert.Equal(new Refusal.HoldLimitExceeded(3), (await _user.ReserveAsync("1-1-4")).Refusal);

        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-4").Read());
        await _user.Queue.Leave(_user.Place);
        await _user.JoinAsync();
        Assert.True((await _user.ReserveAsync("1-1-4")).IsGranted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reservations_that_have_left_memory_count_too(bool isActivatedAgain)
    {
        // More rows than the first snapshot needs, and twice as many reservations as stay in memory.
        const int Count = 2 * UserWalletState.MaxEnded;
        (_cluster.Reservations.MaxHoldsPerSlot, _cluster.Reservations.SeatCooldown) = (Count, TimeSpan.Zero);
        for (var n = 1; n <= Count; n++) await ReserveAndReleaseAsync("1-1-1");
        if (isActivatedAgain) await _cluster.Cluster.DeactivateAsync(_user.Wallet);

        Assert.Equal(new Refusal.HoldLimitExceeded(Count), (await _user.ReserveAsync("1-1-1")).Refusal);

        await ConcertCluster.EventuallyAsync(
            true, async () => (await WatchedSnapshots.ReadAsync(_cluster, _user.User)).Archived.Count > 0, "A snapshot of what left memory");
    }

    [Fact]
    public async Task A_user_who_reserves_many_times_at_once_stays_within_the_limit_of_the_slot()
    {
        _cluster.Reservations.MaxSeatsPerUser = 100;

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 10).Select(n => _user.ReserveAsync($"1-{n}-1")));

        Assert.Equal(3, outcomes.Count(outcome => outcome.IsGranted));
        Assert.All(
            outcomes.Where(outcome => !outcome.IsGranted),
            outcome => Assert.Equal(new Refusal.HoldLimitExceeded(3), outcome.Refusal));
    }

    [Fact]
    public async Task An_attempt_that_lost_its_seats_does_not_count()
    {
        await _other.HoldAsync("1-1-1");
        for (var n = 0; n < 5; n++) Assert.IsType<Refusal.SeatTaken>((await _user.ReserveAsync("1-1-1")).Refusal);

        Assert.True((await _user.ReserveAsync("1-1-2")).IsGranted);
    }

    [Fact]
    public async Task The_same_command_sent_again_counts_once()
    {
        for (var n = 0; n < 5; n++) Assert.True((await _user.ReserveUnderAsync("the-key", "1-1-1")).IsGranted);

        Assert.True((await _user.ReserveAsync("1-1-2")).IsGranted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_released_seat_is_for_others_first_and_for_the_same_user_after_two_minutes(bool isActivatedAgain)
    {
        await ReserveAndReleaseAsync("1-1-1");
        if (isActivatedAgain) await _cluster.Cluster.DeactivateAsync(_user.Wallet);

        var refusal = Assert.IsType<Refusal.SeatRecentlyHeld>((await _user.ReserveAsync("1-1-1", "1-1-2")).Refusal);
        Assert.Equal(("1-1-1", ConcertCluster.Noon.AddMinutes(2)), (Assert.Single(refusal.SeatIds).Value, refusal.AvailableAt));
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-2").Read());
        var others = (await _other.ReserveAsync("1-1-1")).Value!;
        await _other.Reservations.Release(others.ReservationId);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.True((await _user.ReserveAsync("1-1-1", "1-1-2")).IsGranted);
    }

    [Fact]
    public async Task A_seat_whose_hold_lapsed_is_for_others_first()
    {
        await _user.HoldAsync("1-1-1");
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", SeatStatus.Available);

        var refusal = Assert.IsType<Refusal.SeatRecentlyHeld>((await _user.ReserveAsync("1-1-1")).Refusal);

        Assert.Equal(ConcertCluster.Noon.AddMinutes(7), refusal.AvailableAt);
    }

    [Fact]
    public async Task A_refunded_seat_is_free_for_its_user_at_once()
    {
        await _user.ChargeAsync(50_000);
        var payment = (await _user.PayAsync((await _user.HoldAsync("1-1-1")).ReservationId)).Value!;
        await _user.RefundAsync(payment.PaymentId);
        await _user.JoinAsync();

        Assert.True((await _user.ReserveAsync("1-1-1")).IsGranted);
    }

    [Fact]
    public async Task The_best_available_seats_are_none_that_the_user_let_go()
    {
        var first = (await _user.ReserveBestAsync(2, "Box")).Value!;
        await _user.Reservations.Release(first.ReservationId);
        var second = (await _user.ReserveBestAsync(2, "Box")).Value!;
        await _user.Reservations.Release(second.ReservationId);

        Assert.Empty(first.Seats.Intersect(second.Seats));
        var refusal = Assert.IsType<Refusal.SeatRecentlyHeld>((await _user.ReserveBestAsync(1, "Box")).Refusal);
        Assert.Equal(ConcertCluster.Noon.AddMinutes(2), refusal.AvailableAt);
        Assert.Equal(4, (await _other.ReserveBestAsync(4, "Box")).Value!.Seats.Length);
        Assert.Equal(new Refusal.SoldOut(AvailableCount: 0, HeldCount: 4), (await _user.ReserveBestAsync(1, "Box")).Refusal);
    }

    [Fact]
    public async Task Alternatives_are_none_that_the_user_let_go()
    {
        await _other.HoldAsync("3-1-1");
        await ReserveAndReleaseAsync("3-1-2");

        var refusal = Assert.IsType<Refusal.SeatTaken>((await _user.ReserveAsync("3-1-1")).Refusal);

        Assert.Equal(3, refusal.Alternatives.Length);
        Assert.DoesNotContain(new SeatId("3-1-2"), refusal.Alternatives.SelectMany(set => set));
        var third = _cluster.User("third", _concert);
        await third.JoinAsync();
        var others = Assert.IsType<Refusal.SeatTaken>((await third.ReserveAsync("3-1-1")).Refusal);
        Assert.Contains(new SeatId("3-1-2"), others.Alternatives.SelectMany(set => set));
    }

    [Fact]
    public async Task A_seat_that_is_released_while_its_user_holds_it_again_makes_no_reservation()
    {
        var first = await _user.HoldAsync("1-1-1");
        var hold = _cluster.Faults.HoldUp("Hold", _concert.PerformanceId.Value);
        var again = _user.ReserveAsync("1-1-1");
        await hold.Reached;

        await _user.Reservations.Release(first.ReservationId);
        hold.Continue();

        Assert.IsType<Refusal.SeatRecentlyHeld>((await again).Refusal);
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-1").Read());
    }

    private async Task ReserveAndReleaseAsync(string seat)
    {
        var reserved = await _user.ReserveAsync(seat);
        Assert.True(reserved.IsGranted, reserved.ToString());
        Assert.True((await _user.Reservations.Release(reserved.Value.ReservationId)).IsGranted);
    }
}
