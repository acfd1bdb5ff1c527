using Concert.Catalog;
using Concert.CheckIns;
using Concert.Reservations;
using Concert.Seats;
using Concert.Storage;
using Concert.Wallets;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Users;

/// <summary>
/// A user's grain has a second activation for a while, as when a silo drains or was frozen: the other one has appended rows, which were
/// acknowledged, and the one that is asked does not know them. Whatever is asked, the answer is that of the whole journal.
/// </summary>
[Collection(nameof(ConcertCluster))]
public sealed class OutOfDateWalletTests(ConcertCluster cluster) : IAsyncLifetime
{
    private AConcert _concert = null!;
    private PerformanceLayout _layout = null!;
    private ASession _user = null!;

    /// <summary>Each call of the user's grain, with what only the rows of the other activation make right.</summary>
    private Dictionary<string, Func<Task>> Calls => new()
    {
        [nameof(IWalletGrain.Read)] = ReadAsync,
        [nameof(IWalletGrain.Charge)] = ChargeAsync,
        [nameof(IWalletGrain.Pay)] = PayAsync,
        [nameof(IWalletGrain.Refund)] = RefundAsync,
        [nameof(IWalletGrain.Transactions)] = TransactionsAsync,
        [nameof(IReservationsGrain.Reserve)] = ReserveAsync,
        [nameof(IReservationsGrain.Find)] = FindAsync,
        [nameof(IReservationsGrain.List)] = ListAsync,
        [nameof(IReservationsGrain.Release)] = ReleaseAsync,
        [nameof(IReservationsGrain.Change)] = ChangeAsync,
        [nameof(IReservationsGrain.Resolve)] = ResolveAsync,
        [nameof(ICheckInGrain.CheckIn)] = CheckInAsync,
    };

    public static TheoryData<string> CallNames { get; } =
        [.. new[] { typeof(IWalletGrain), typeof(IReservationsGrain), typeof(ICheckInGrain) }.SelectMany(role => role.GetMethods()).Select(call => call.Name)];

    public async ValueTask InitializeAsync()
    {
        _concert = await cluster.ConcertAsync();
        _layout = (await cluster.Grains.GetGrain<ICatalogGrain>(0).Layout(_concert.PerformanceId)).Value!;
        _user = cluster.User("mina", _concert);
        await _user.JoinAsync();
        await _user.ChargeAsync(100_000, "first charge");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(CallNames))]
    public Task Every_call_is_answered_with_what_another_activation_has_acknowledged(string call) => Calls[call]();

    // The refusal is the seat's, but only because this activation does not know that the key is used.
    [Fact]
    public async Task A_repeated_reservation_is_not_refused_because_of_its_own_seat()
    {
        var reservation = await HoldByOtherAsync("reserve", "1-1-1");
        await cluster.Seat(_concert, "1-1-1").Sell(new(reservation, _user.User));

        var again = await Retried.AnswerAsync(() => _user.ReserveUnderAsync("reserve", "1-1-1"));

        Assert.Equal(reservation, again.Value!.ReservationId);
    }

    private async Task ReadAsync()
    {
        await ByOtherAsync(state => PaymentRules.Charge(state, new(10_000), ConcertCluster.Noon).Value!);

        Assert.Equal(new Money(110_000), (await Retried.AnswerAsync(_user.Wallet.Read)).Balance);
    }

    private async Task ChargeAsync()
    {
        await ByOtherAsync(
            state => PaymentRules.Charge(state, new(10_000), ConcertCluster.Noon).Value!, new("charge", "charge 10000"));

        var again = await Retried.AnswerAsync(() => _user.ChargeAsync(10_000, "charge"));

        Assert.Equal((true, new Money(110_000)), (again.IsReplay, again.Value!.Balance));
    }

    private async Task PayAsync()
    {
        var reservation = await HoldByOtherAsync("reserve", "1-1-1");

        Assert.Equal(new Money(50_000), (await Retried.AnswerAsync(() => _user.PayAsync(reservation))).Value!.Balance);
    }

    private async Task RefundAsync()
    {
        var reservation = await HoldByOtherAsync("reserve", "1-1-1");
        await ByOtherAsync(state => PaymentRules.Pay(state, reservation, ConcertCluster.Noon).Value!);

        var refund = await Retried.AnswerAsync(() => _user.RefundAsync(Identifiers.Payment(reservation)));

        Assert.Equal(new Money(100_000), refund.Value!.Balance);
    }

    private async Task TransactionsAsync()
    {
        await ByOtherAsync(state => PaymentRules.Charge(state, new(10_000), ConcertCluster.Noon).Value!);

        var page = await Retried.AnswerAsync(() => _user.Wallet.Transactions(new(10, null)));

        Assert.Equal([new(110_000), new(100_000)], page.Items.Select(item => item.Balance));
    }

    private async Task ReserveAsync()
    {
        var held = await _user.ReserveAsync("1-1-1", "1-1-2", "1-1-3", "1-1-4");
        await ByOtherAsync(state => ReservationRules.Release(state, held.Value!.ReservationId, ConcertCluster.Noon).Value!.Event!);

        var next = await Retried.AnswerAsync(() => _user.ReserveAsync("1-2-1"));

        Assert.Equal(ReservationStatus.Held, next.Value!.Status);
    }

    private async Task FindAsync()
    {
        var known = (await _user.ReserveAsync("1-1-1")).Value!.ReservationId;
        var unknown = await HoldByOtherAsync("reserve", "1-1-2");
        await ByOtherAsync(state => ReservationRules.Release(state, known, ConcertCluster.Noon).Value!.Event!);

        Assert.Equal(ReservationStatus.Released, (await Retried.AnswerAsync(() => _user.Reservations.Find(known))).Value!.Status);
        await HoldByOtherAsync("reserve again", "1-1-3");
        Assert.Equal(unknown, (await Retried.AnswerAsync(() => _user.Reservations.Find(unknown))).Value!.ReservationId);
    }

    private async Task ListAsync()
    {
        var reservation = await HoldByOtherAsync("reserve", "1-1-1");

        var page = await Retried.AnswerAsync(() => _user.Reservations.List(new(10, null)));

        Assert.Equal(reservation, Assert.Single(page.Items).ReservationId);
    }

    // Seen while a silo drained: 201 for the reservation, then 404 for its release.
    private async Task ReleaseAsync()
    {
        var reservation = await HoldByOtherAsync("reserve", "1-1-1");

        var released = await Retried.AnswerAsync(() => _user.Reservations.Release(reservation));

        Assert.Equal(ReservationStatus.Released, released.Value!.Status);
    }

    // A sale would take a seat that was freed, and that others may have by now.
    private async Task ResolveAsync()
    {
        var reservation = (await _user.ReserveAsync("1-1-1")).Value!.ReservationId;
        var payment = (await _user.PayAsync(reservation)).Value!.PaymentId;
        await cluster.EventuallyStatusAsync(_concert, "1-1-1", SeatStatus.Sold);
        await ByOtherAsync(state => PaymentRules.Refund(state, payment, ConcertCluster.Noon).Value!);
        await cluster.Seat(_concert, "1-1-1").Free(reservation);

        var resolved = await Retried.AnswerAsync(() => _user.Reservations.Resolve(new(reservation, _concert.PerformanceId, [new("1-1-1")])));

        Assert.Equal(ReservationStatus.Refunded, resolved.Status);
        Assert.Equal(SeatStatus.Available, await cluster.Seat(_concert, "1-1-1").Read());
    }

    // The other activation has dropped the seat that this one is to drop, and another user has it.
    private async Task ChangeAsync()
    {
        var reservation = (await _user.ReserveAsync("1-1-1", "1-1-2")).Value!.ReservationId;
        var drop = new ChangeSeats(reservation, [], [new("1-1-1")], new("drop", "drop 1-1-1"));
        await ByOtherAsync(state => ChangeRules.Change(state, _layout, drop, [], new(), ConcertCluster.Noon).Value!, drop.Key);
        await cluster.Seat(_concert, "1-1-1").Free(reservation);
        var other = cluster.User("other", _concert);
        await other.HoldAsync("1-1-1");

        var next = await Retried.AnswerAsync(() => _user.ChangeAsync(reservation, ["1-1-3"], ["1-1-1"]));
        var again = await Retried.AnswerAsync(() => _user.Reservations.Change(drop));

        Assert.Equal(["1-1-1"], Assert.IsType<Refusal.SeatNotFound>(next.Refusal).SeatIds.Select(seat => seat.Value));
        Assert.Equal((true, "1-1-2"), (again.IsReplay, Assert.Single(again.Value!.Seats).SeatId.Value));
        Assert.Equal(SeatStatus.Held, await cluster.Seat(_concert, "1-1-1").Read());
    }

    // The other door has let the ticket in, and this activation has not heard of it.
    private async Task CheckInAsync()
    {
        var reservation = (await _user.ReserveAsync("1-1-1")).Value!.ReservationId;
        await _user.PayAsync(reservation);
        var first = new CheckInTicket(reservation, new("1-1-1"), 1, "gate-1", "scan-1");
        await ByOtherAsync(state => CheckInRules.CheckIn(state, first, ConcertCluster.Noon).Value!.Event!);

        var second = await Retried.AnswerAsync(() => _user.CheckIns.CheckIn(first with { Door = "gate-2", RequestId = "scan-2" }));

        Assert.Equal(new Refusal.AlreadyCheckedIn(new("1-1-1"), ConcertCluster.Noon, "gate-1"), second.Refusal);
    }

    private async Task<ReservationId> HoldByOtherAsync(string key, string seat)
    {
        var id = Identifiers.Reservation(_user.User, key);
        await cluster.Seat(_concert, seat).Hold(new(id, _user.User, "attempt of the other", ConcertCluster.Noon.AddMinutes(5)));
        var ticket = new QueueTicket(_concert.ConcertId, _user.Place.Place);
        await ByOtherAsync(
            state => ReservationRules.Reserve(
                state, id, _layout, ticket, [new(seat)], ConcertCluster.Noon.AddMinutes(5), new(), ConcertCluster.Noon).Value!,
            new(key, seat));
        return id;
    }

    // Reads the journal and appends to it, as the other activation does.
    private async Task ByOtherAsync<TEvent>(Func<UserWalletState, TEvent> decide, CommandKey? key = null)
        where TEvent : UserWalletEvent
    {
        var journal = cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IUserJournal>();
        var other = await UserJournalSession.LoadAsync(_user.User, new(), journal, () => { });
        await other.CommitAsync(decide(other.Decided), key);
    }
}
