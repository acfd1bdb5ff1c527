using Concert.Seats;
using Concert.Users;

namespace Concert.Reservations;

/// <summary>The seats of a held reservation change: all of it, or nothing, whatever happens in between.</summary>
public sealed class ChangeSeatsTests : OneConcertTests
{
    private ASession _user = null!;
    private ReservationId _reservation;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _user = _cluster.User("mina", _concert);
        await _user.ChargeAsync(500_000);
        _reservation = (await _user.HoldAsync("1-1-1", "1-1-2")).ReservationId;
    }

    [Fact]
    public async Task A_swap_holds_the_new_seat_frees_the_old_one_and_keeps_the_end()
    {
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2));

        var changed = (await _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"])).Value!;

        Assert.Equal((_reservation, ConcertCluster.Noon.AddMinutes(5)), (changed.ReservationId, changed.ExpiresAt));
        Assert.Equal(["1-1-1", "1-1-3"], SeatsOf(changed));
        await AssertStatusesAsync(SeatStatus.Held, SeatStatus.Available, SeatStatus.Held);
        await _cluster.EventuallyShownAsync(_concert, "1-1-2", SeatStatus.Available);
        Assert.Equal(["1-1-1", "1-1-3"], SeatsOf((await _user.Reservations.Find(_reservation)).Value!));
        await _cluster.Cluster.DeactivateAsync(_user.Wallet);
        Assert.Equal(changed, (await _user.Reservations.List(new(10, null))).Items.Single() with { Seats = changed.Seats });
        await _cluster.User("other", _concert).HoldAsync("1-1-2");
    }

    [Fact]
    public async Task The_payment_is_of_the_new_seats()
    {
        await _user.ChangeAsync(_reservation, ["3-1-1"], ["1-1-1", "1-1-2"]);
        var amount = (await _user.Reservations.Find(_reservation)).Value!.Amount;

        var paid = (await _user.PayAsync(_reservation)).Value!;

        Assert.Equal((amount, new Money(500_000) - amount), (paid.Amount, paid.Balance));
        await _cluster.EventuallyStatusAsync(_concert, "3-1-1", SeatStatus.Sold);
        await AssertStatusesAsync(SeatStatus.Available, SeatStatus.Available);
    }

    [Fact]
    public async Task The_whole_reservation_expires_at_its_end_with_the_seats_that_were_added()
    {
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(4));
        await _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-1"]);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        for (var n = 1; n <= 3; n++) await _cluster.EventuallyStatusAsync(_concert, $"1-1-{n}", SeatStatus.Available);
        Assert.Equal(ReservationStatus.Expired, (await _user.Reservations.Find(_reservation)).Value!.Status);
    }

    [Fact]
    public async Task If_one_added_seat_is_taken_nothing_changes_and_the_dropped_one_is_still_held()
    {
        await _cluster.User("other", _concert).HoldAsync("1-1-4");

        var refusal = Assert.IsType<Refusal.SeatTaken>((await _user.ChangeAsync(_reservation, ["1-1-3", "1-1-4"], ["1-1-2"])).Refusal);

        Assert.Equal(["1-1-4"], refusal.SeatIds.Select(seat => seat.Value));
        Assert.All(refusal.Alternatives, set => Assert.Equal(2, set.Length));
        await AssertUnchangedAsync();
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-3").Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_key_changes_once_and_is_answered_again(bool isActivatedAgain)
    {
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"], "the-key")));
        if (isActivatedAgain) await _cluster.Cluster.DeactivateAsync(_user.Wallet);
        await _user.PayAsync(_reservation);

        var again = await _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"], "the-key");

        Assert.All([.. outcomes, again], outcome => Assert.Equal(["1-1-1", "1-1-3"], SeatsOf(outcome.Value!)));
        Assert.True(again.IsReplay);
        Assert.Equal(new Refusal.IdempotencyKeyReused(), (await _user.ChangeAsync(_reservation, ["1-1-4"], key: "the-key")).Refusal);
    }

    // As when the silo ends: the added seat is held, and no event says so.
    [Fact]
    public async Task A_change_whose_append_failed_is_made_by_its_retry()
    {
        await FailAppendAsync(() => _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"], "the-key"));
        await AssertUnchangedAsync();

        var changed = await Retried.AnswerAsync(() => _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"], "the-key"));

        Assert.Equal(["1-1-1", "1-1-3"], SeatsOf(changed.Value!));
        await AssertStatusesAsync(SeatStatus.Held, SeatStatus.Available, SeatStatus.Held);
    }

    [Theory]
    [InlineData("released")]
    [InlineData("paid")]
    [InlineData("expired")]
    public async Task A_change_that_was_given_up_leaves_no_seat_held_after_its_reservation(string how)
    {
        await FailAppendAsync(() => _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"]));

        await Retried.AnswerAsync(async () => how switch
        {
            "released" => (await _user.Reservations.Release(_reservation)).IsGranted,
            "paid" => (await _user.PayAsync(_reservation)).IsGranted,
            _ => true,
        });
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));

        // The activation whose write failed may still be asked first: the map asks again after a second.
        await ConcertCluster.EventuallyAsync(SeatStatus.Available, StatusLaterAsync, "The status of the added seat");
        var rest = how is "paid" ? SeatStatus.Sold : SeatStatus.Available;
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", rest);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-2", rest);
    }

    // As when the silo ends after the event: the change is made, and the dropped seat is still held.
    [Fact]
    public async Task A_dropped_seat_whose_free_call_failed_is_freed_by_the_next_sweep_while_the_reservation_is_held()
    {
        using (_cluster.Faults.Fail("Free", _concert.PerformanceId.Value))
        {
            Assert.True((await _user.ChangeAsync(_reservation, drop: ["1-1-2"])).IsGranted);
            Assert.Equal(SeatStatus.Held, await _cluster.Seat(_concert, "1-1-2").Read());
        }

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2));

        await _cluster.EventuallyStatusAsync(_concert, "1-1-2", SeatStatus.Available);
        Assert.Equal(ReservationStatus.Held, (await _user.Reservations.Find(_reservation)).Value!.Status);
        Assert.Equal(SeatStatus.Held, await _cluster.Seat(_concert, "1-1-1").Read());
    }

    [Fact]
    public async Task A_repeated_change_frees_the_dropped_seat_that_the_first_one_could_not()
    {
        using (_cluster.Faults.Fail("Free", _concert.PerformanceId.Value))
            await _user.ChangeAsync(_reservation, drop: ["1-1-2"], key: "the-key");

        await _user.ChangeAsync(_reservation, drop: ["1-1-2"], key: "the-key");

        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-2").Read());
    }

    // Whatever the sweep of the seat map asks while the event is being written, the added seat stays held.
    [Fact]
    public async Task A_sweep_in_the_middle_of_a_change_frees_no_seat()
    {
        var append = _cluster.Writes.Next(EventKinds.SeatsChanged, _user.User.Value);
        var change = _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"]);
        await append.Reached;

        await _cluster.Grains.GetGrain<ISeatMapGrain>(_concert.PerformanceId.Value).Watch();
        var resolve = _user.Reservations.Resolve(new(_reservation, _concert.PerformanceId, [new("1-1-2"), new("1-1-3")]));
        append.Continue();
        await resolve;

        Assert.True((await change).IsGranted);
        await AssertStatusesAsync(SeatStatus.Held, SeatStatus.Available, SeatStatus.Held);
    }

    [Theory]
    [InlineData("released", typeof(Refusal.ReservationReleased))]
    [InlineData("paid", typeof(Refusal.AlreadyPaid))]
    [InlineData("expired", typeof(Refusal.ReservationExpired))]
    public async Task What_ends_the_hold_while_a_seat_is_being_added_wins_and_the_seat_is_free(string how, Type refusal)
    {
        var hold = _cluster.Faults.HoldUp("Hold", _concert.PerformanceId.Value);
        var change = _user.ChangeAsync(_reservation, ["1-1-3"], ["1-1-2"]);
        await hold.Reached;

        if (how is "released") await _user.Reservations.Release(_reservation);
        if (how is "paid") await _user.PayAsync(_reservation);
        if (how is "expired") await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        hold.Continue();

        Assert.IsType(refusal, (await change).Refusal);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-3", SeatStatus.Available);
        var rest = how is "paid" ? SeatStatus.Sold : SeatStatus.Available;
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", rest);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-2", rest);
    }

    [Fact]
    public async Task A_payment_that_comes_while_the_change_is_written_pays_for_the_changed_seats()
    {
        var append = _cluster.Writes.Next(EventKinds.SeatsChanged, _user.User.Value);
        var change = _user.ChangeAsync(_reservation, drop: ["1-1-2"]);
        await append.Reached;
        var payment = _user.PayAsync(_reservation);
        append.Continue();

        var changed = (await change).Value!;
        Assert.Equal(changed.Amount, (await payment).Value!.Amount);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", SeatStatus.Sold);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-2", SeatStatus.Available);
    }

    [Fact]
    public async Task Changes_that_are_sent_at_once_are_made_one_after_another_within_the_limit()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(3, 6).Select(n => _user.ChangeAsync(_reservation, [$"1-1-{n}"])));

        Assert.Equal(2, outcomes.Count(outcome => outcome.IsGranted));
        Assert.All(outcomes.Where(outcome => !outcome.IsGranted), it => Assert.IsType<Refusal.SeatLimitExceeded>(it.Refusal));
        var held = SeatsOf((await _user.Reservations.Find(_reservation)).Value!);
        for (var n = 1; n <= 8; n++)
        {
            var status = held.Contains($"1-1-{n}") ? SeatStatus.Held : SeatStatus.Available;
            Assert.Equal(status, await _cluster.Seat(_concert, $"1-1-{n}").Read());
        }
    }

    [Fact]
    public async Task A_change_and_reservations_at_once_stay_within_the_limit_of_seats()
    {
        var change = _user.ChangeAsync(_reservation, ["1-2-1", "1-2-2"]);
        var reservations = Enumerable.Range(3, 2).Select(n => _user.ReserveAsync($"1-{n}-1")).ToList();

        Outcome<ReservationView>[] outcomes = [await change, .. await Task.WhenAll(reservations)];

        var seats = (await _user.Reservations.List(new(10, null))).Items.Sum(item => item.Seats.Length);
        Assert.InRange(seats, 3, 4);
        Assert.Contains(outcomes, outcome => !outcome.IsGranted);
    }

    [Fact]
    public async Task Of_a_change_and_many_reservations_of_one_seat_exactly_one_gets_it()
    {
        var others = Enumerable.Range(0, 20).Select(n => _cluster.User($"other-{n}", _concert)).ToList();
        foreach (var other in others) await other.JoinAsync();

        var change = _user.ChangeAsync(_reservation, ["1-5-5"], ["1-1-2"]);
        var outcomes = await Task.WhenAll([change, .. others.Select(other => other.ReserveAsync("1-5-5"))]);

        Assert.Single(outcomes, outcome => outcome.IsGranted);
        Assert.Equal(
            (await change).IsGranted ? SeatStatus.Available : SeatStatus.Held, await _cluster.Seat(_concert, "1-1-2").Read());
    }

    [Fact]
    public async Task Another_users_reservation_is_unknown()
    {
        var other = _cluster.User("other", _concert);

        Assert.Equal(new Refusal.ReservationNotFound(), (await other.ChangeAsync(_reservation, ["1-1-3"])).Refusal);
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-3").Read());
    }

    private async Task FailAppendAsync(Func<Task> change)
    {
        var append = _cluster.Writes.Next(EventKinds.SeatsChanged, _user.User.Value);
        var failing = change();
        await append.Reached;
        append.Fail();
        await Assert.ThrowsAsync<UnavailableException>(() => failing);
    }

    private async Task<SeatStatus> StatusLaterAsync()
    {
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        return await _cluster.Seat(_concert, "1-1-3").Read();
    }

    private async Task AssertUnchangedAsync()
    {
        Assert.Equal(
            ["1-1-1", "1-1-2"], SeatsOf((await Retried.AnswerAsync(() => _user.Reservations.Find(_reservation))).Value!));
        await AssertStatusesAsync(SeatStatus.Held, SeatStatus.Held);
    }

    // Of the first seats of the row.
    private async Task AssertStatusesAsync(params SeatStatus[] expected)
    {
        var seats = expected.Select((_, i) => _cluster.Seat(_concert, $"1-1-{i + 1}").Read());
        Assert.Equal(expected, await Task.WhenAll(seats));
    }

    private static IEnumerable<string> SeatsOf(ReservationView reservation) => reservation.Seats.Select(seat => seat.SeatId.Value);
}
