using Concert.Reservations;
using Concert.Seats;
using Concert.Users;

namespace Concert.Wallets;

/// <summary>
/// What a user pays is what the user was shown, whatever another tab does at the same time: it changes the seats, or it spends the money.
/// </summary>
public sealed class AgreedPaymentRaceTests : OneConcertTests
{
    private ASession _user = null!;
    private ReservationId _reservation;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _user = _cluster.User("mina", _concert);
        _reservation = (await _user.HoldAsync("1-1-1")).ReservationId;
    }

    [Fact]
    public async Task A_payment_that_comes_while_a_change_is_written_is_refused_and_charges_nothing()
    {
        var append = _cluster.Writes.Next(EventKinds.SeatsChanged, _user.User.Value);
        var change = _user.ChangeAsync(_reservation, ["1-1-2"]);
        await append.Reached;
        var payment = _user.PayShownAsync(_reservation, 50_000, 50_000);
        append.Continue();

        Assert.True((await change).IsGranted);
        Assert.Equal(new Refusal.AmountChanged(new(100_000), Money.Zero, new(100_000)), (await payment).Refusal);
        await AssertOnlyHeldAsync();
        // Shown again.
        Assert.Equal(new Money(100_000), (await _user.PayShownAsync(_reservation, 100_000, 100_000)).Value!.Charged);
    }

    [Fact]
    public async Task A_change_that_comes_while_the_payment_is_written_is_refused_and_the_shown_amount_is_paid()
    {
        var append = _cluster.Writes.Next(EventKinds.Paid, _user.User.Value);
        var payment = _user.PayShownAsync(_reservation, 50_000, 50_000);
        await append.Reached;
        var change = _user.ChangeAsync(_reservation, ["1-1-2"]);
        append.Continue();

        Assert.Equal(new Money(50_000), (await payment).Value!.Amount);
        Assert.Equal(new Refusal.AlreadyPaid(), (await change).Refusal);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-2", SeatStatus.Available);
    }

    // The added seat is held already, and the reservation does not have it yet.
    [Fact]
    public async Task A_payment_that_comes_before_the_decision_of_a_change_pays_what_was_shown()
    {
        var hold = _cluster.Faults.HoldUp("Hold", _concert.PerformanceId.Value);
        var change = _user.ChangeAsync(_reservation, ["1-1-2"]);
        await hold.Reached;
        var paid = await _user.PayShownAsync(_reservation, 50_000, 50_000);
        hold.Continue();

        Assert.Equal(new Money(50_000), paid.Value!.Amount);
        Assert.Equal(new Refusal.AlreadyPaid(), (await change).Refusal);
    }

    [Fact]
    public async Task Money_that_is_being_spent_for_another_reservation_is_not_charged_unasked()
    {
        await _user.ChargeAsync(50_000);
        var other = (await _user.ReserveAsync("1-2-1")).Value!.ReservationId;
        var append = _cluster.Writes.Next(EventKinds.Paid, _user.User.Value);
        var spending = _user.PayShownAsync(other, 50_000, 0);
        await append.Reached;
        var payment = _user.PayShownAsync(_reservation, 50_000, 0);
        append.Continue();

        Assert.Equal(Money.Zero, (await spending).Value!.Charged);
        Assert.Equal(new Refusal.AmountChanged(new(50_000), Money.Zero, new(50_000)), (await payment).Refusal);
        Assert.Equal([-50_000L, 50_000], await LedgerAsync());
        Assert.Equal(ReservationStatus.Held, (await _user.Reservations.Find(_reservation)).Value!.Status);
    }

    [Fact]
    public async Task Money_that_was_charged_in_another_tab_is_used_first()
    {
        await _user.ChargeAsync(20_000);

        var paid = await _user.PayShownAsync(_reservation, 50_000, 50_000);

        Assert.Equal((new Money(30_000), Money.Zero), (paid.Value!.Charged, paid.Value.Balance));
    }

    [Fact]
    public async Task Of_presses_that_show_the_same_and_presses_that_show_something_else_one_pays()
    {
        var presses = Enumerable.Range(0, 20).Select(n => _user.PayShownAsync(_reservation, 50_000, n % 2 == 0 ? 50_000 : 60_000));

        var outcomes = await Task.WhenAll(presses);

        Assert.Single(outcomes, outcome => outcome is { IsGranted: true, IsReplay: false });
        Assert.All(outcomes, outcome => Assert.True(outcome is { IsGranted: true } or { Refusal: Refusal.AlreadyPaid }, $"{outcome}"));
        Assert.Equal([-50_000L, 50_000], await LedgerAsync());
    }

    [Fact]
    public async Task A_payment_of_another_amount_is_answered_the_same_after_the_next_activation()
    {
        Assert.IsType<Refusal.AmountChanged>((await _user.PayShownAsync(_reservation, 40_000, 50_000)).Refusal);
        await _cluster.Cluster.DeactivateAsync(_user.Wallet);

        Assert.IsType<Refusal.AmountChanged>((await _user.PayShownAsync(_reservation, 40_000, 50_000)).Refusal);
        var paid = await _user.PayShownAsync(_reservation, 50_000, 50_000);
        await _cluster.Cluster.DeactivateAsync(_user.Wallet);

        Assert.Equal(paid.AsReplay(), await _user.PayShownAsync(_reservation, 50_000, 50_000));
    }

    private async Task AssertOnlyHeldAsync()
    {
        Assert.Empty(await LedgerAsync());
        Assert.Equal(ReservationStatus.Held, (await _user.Reservations.Find(_reservation)).Value!.Status);
    }

    private async Task<IEnumerable<long>> LedgerAsync() => (await _user.Wallet.Transactions(new(10, null))).Items.Select(item => item.Amount.Amount);
}
