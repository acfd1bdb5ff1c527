using Concert.Catalog;
using Concert.CheckIns;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Storage;
using Concert.Users;

namespace Concert.Auditing;

/// <summary>
/// A consistent database, made by the rules and the storage of the service: paid, paid with a charge, refunded, expired, released, open
/// and changed reservations, tombstones, a used ticket, free and taken seats, a queue with slots, a departure and a waiting user, and two
/// snapshots, one of them with archived reservations.
/// </summary>
internal sealed class SampleSale(OpenStorage storage)
{
    public static readonly DateTimeOffset Noon = Rows.Noon;
    public static readonly DateTimeOffset PaidAt = Noon.AddMinutes(-48);
    public static readonly DateTimeOffset RefundedAt = Noon.AddMinutes(-30);
    public static readonly DateTimeOffset ExpiredAt = Noon.AddMinutes(-35);
    public static readonly DateTimeOffset OpenUntil = Noon.AddMinutes(3);

    private static readonly ConcertId Concert = new("c1");
    private static readonly PerformanceId Performance = new("p1");

    /// <summary>A concert whose queue has opened with a draw.</summary>
    public static readonly ConcertId Drawn = new("c2");

    private static readonly QueueOptions Queue = new() { MaxActive = 2 };
    private static readonly AdmissionLimits Limits = new(Queue.MaxActive);
    private static readonly ReservationsOptions Reservations = new();

    private readonly AppendChain _queueChain = new();
    private readonly WaitingRoom _room = new(new(), [], DrawOrder.OfArrival, Queue);
    private PerformanceLayout _layout = null!;

    /// <summary>The reservation of a user of the sale.</summary>
    public static string ReservationOf(string user) => Identifiers.Reservation(new(user), "reserve").Value;

    public async Task CreateAsync()
    {
        var concert = await storage.Catalog.CreateAsync(new(
            Concert,
            "Concert",
            "The Artists",
            "The Hall",
            [new(Performance, Noon.AddHours(7), Noon.AddHours(-1), [new("Floor", 10, 20, new(150_000)), new("Balcony", 5, 12, new(90_000))])]));
        _layout = concert.Performances.Single();

        var mina = await ReserveAsync("mina", Noon.AddMinutes(-50), "1-1-1", "1-1-2");
        await mina.AppendAsync(PaymentRules.Pay(mina.State, mina.Reservation, PaidAt).Value!, "pay");
        await SellAsync(mina);
        await mina.SnapshotAsync();
        var scan = new CheckInTicket(mina.Reservation, new("1-1-1"), Version: 1, "gate-1", "scan-1");
        await mina.AppendAsync(CheckInRules.CheckIn(mina.State, scan, PaidAt).Value!.Event!, null);
        await mina.AppendAsync(PaymentRules.Charge(mina.State, new(7), Noon.AddMinutes(-1)).Value!, "charge-2");

        var juno = await ReserveAsync("juno", Noon.AddMinutes(-45), "2-1-1");
        var payment = PaymentRules.PayCharging(juno.State, juno.Reservation, Noon.AddMinutes(-44)).Value!;
        await juno.AppendAsync(payment.Paid, "pay", payment.Charged);
        await SellAsync(juno);
        await juno.AppendAsync(PaymentRules.Refund(juno.State, Identifiers.Payment(juno.Reservation), RefundedAt).Value!, "refund");
        await FreeAsync(juno);

        var bob = await ReserveAsync("bob", ExpiredAt.AddMinutes(-5), "1-3-1");
        await bob.AppendAsync(ReservationRules.ExpireIfDue(bob.State, bob.Reservation, Performance, ExpiredAt)!, null);
        await FreeAsync(bob);
        await bob.AppendAsync(ReservationRules.ExpireIfDue(bob.State, Identifiers.Reservation(bob.User, "lost"), Performance, ExpiredAt)!, null);

        var carol = await ReserveAsync("carol", Noon.AddMinutes(-20), "1-4-1");
        await carol.AppendAsync(ReservationRules.Release(carol.State, carol.Reservation, Noon.AddMinutes(-19)).Value!.Event!, null);
        await FreeAsync(carol);
        for (var i = 0; i <= UserWalletState.MaxEnded; i++)
        {
            var lost = Identifiers.Reservation(carol.User, $"lost-{i}");
            await carol.AppendAsync(ReservationRules.ExpireIfDue(carol.State, lost, Performance, Noon.AddMinutes(-10))!, null);
        }

        await carol.SnapshotAsync();

        var alice = await ReserveAsync("alice", OpenUntil.AddMinutes(-5), "1-2-2");
        await SwapAsync(alice, "1-2-1", "1-2-2", OpenUntil.AddMinutes(-4));
        await FillQueueAsync();
        await DrawAsync();
        await storage.Presale.WriteCodesAsync(Concert, 0, [new("h1", 2)]);
        await storage.Presale.WriteUsesAsync(Concert, 1, [new("h1", 1, new("mina")), new("h1", 2, new("juno"))]);
    }

    // Three were early, one was late; the first two of the draw are admitted.
    private async Task DrawAsync()
    {
        await storage.Catalog.CreateAsync(new(
            Drawn, "Drawn", "The Artists", "The Hall", [new(new("p2"), Noon.AddHours(7), Noon.AddHours(-1), [new("Floor", 1, 1, new(1))])], HasDraw: true));
        var order = DrawOrder.Of((await storage.Catalog.FindDrawSeedAsync(Drawn))!, 3);
        var room = new WaitingRoom(new(), [], DrawOrder.OfArrival, Queue);
        var chain = new AppendChain();
        foreach (var user in new[] { "gina", "hugo", "ines", "late" })
        {
            if (user == "late") room.Draw(order);
            room.Join(new(user), At(Noon.AddMinutes(-61)));
        }

        room.Admit(Limits, At(Noon.AddMinutes(-60)));
        foreach (var change in room.TakeChanges()) await storage.Places.WriteAsync(Drawn, change, chain);
        var progress = new QueueProgress { Opening = new(3, IsDrawn: true, Noon.AddMinutes(-60)) };
        await storage.Grains.WriteStateAsync(
            StorageNames.Queue, GrainId.Create(StorageNames.Queue, Drawn.Value), new GrainState<QueueProgress>(progress.At(room.State, order, 1)));
    }

    // Alice still has a slot; frank is admitted, dave leaves, erin waits.
    private async Task FillQueueAsync()
    {
        await JoinAsync("frank", OpenUntil.AddMinutes(-5));
        var dave = await JoinAsync("dave", OpenUntil.AddMinutes(-5));
        await JoinAsync("erin", OpenUntil.AddMinutes(-5));
        _room.Leave(dave, Limits, At(OpenUntil.AddMinutes(-4)));
        _room.Admit(Limits, At(OpenUntil.AddMinutes(-4)));
        await WritePlacesAsync();
        await storage.Grains.WriteStateAsync(
            StorageNames.Queue,
            GrainId.Create(StorageNames.Queue, Concert.Value),
            new GrainState<QueueProgress>(new QueueProgress().At(_room.State, DrawOrder.OfArrival, _room.State.AdmissionsPerSecond)));
    }

    // The queue has been reachable since a day before.
    private static QueueMoment At(DateTimeOffset now) => new(now, now - Noon.AddDays(-1), now - Noon.AddDays(-1));

    private async Task WritePlacesAsync()
    {
        foreach (var change in _room.TakeChanges()) await storage.Places.WriteAsync(Concert, change, _queueChain);
    }

    private async Task<QueuePlace> JoinAsync(string user, DateTimeOffset now)
    {
        var (place, _) = _room.Join(new(user), At(now));
        _room.Admit(Limits, At(now));
        _room.Claim(new(new(user), place), At(now));
        await WritePlacesAsync();
        return new(new(user), place);
    }

    private async Task<Buyer> ReserveAsync(string user, DateTimeOffset now, params string[] seats)
    {
        var buyer = new Buyer(storage, new(user));
        var place = await JoinAsync(user, now);
        await buyer.AppendAsync(PaymentRules.Charge(buyer.State, new(user == "juno" ? 40_000 : 1_000_000), now).Value!, "charge");

        var hold = new SeatHold(buyer.Reservation, buyer.User, "a1", now + Reservations.HoldDuration);
        foreach (var seat in seats)
            await StoreAsync(seat, SeatRules.Hold(SeatState.Available, new(seat), hold).Value!, etag: null);
        var reserved = ReservationRules.Reserve(
            buyer.State, buyer.Reservation, _layout, new(Concert, place.Place), [.. seats.Select(seat => new SeatId(seat))], hold.Until, Reservations, now);
        await buyer.AppendAsync(reserved.Value!, "reserve");
        if (user != "alice") _room.Leave(place, Limits, At(now));
        return buyer;
    }

    private async Task SellAsync(Buyer buyer)
    {
        foreach (var seat in buyer.Seats)
            await StoreAsync(seat, SeatRules.Sell(SeatState.Available, new(buyer.Reservation, buyer.User)), etag: "1");
    }

    private async Task FreeAsync(Buyer buyer)
    {
        foreach (var seat in buyer.Seats)
        {
            var state = await storage.Grains.ReadAsync($"{Performance}/{seat}");
            await StoreAsync(seat, SeatRules.Free(state.State!, buyer.Reservation), state.ETag);
        }
    }

    private async Task SwapAsync(Buyer buyer, string add, string drop, DateTimeOffset now)
    {
        var hold = new SeatHold(buyer.Reservation, buyer.User, "a2", buyer.State.Find(buyer.Reservation)!.Until);
        await StoreAsync(add, SeatRules.Hold(SeatState.Available, new(add), hold).Value!, etag: null);
        var change = new ChangeSeats(buyer.Reservation, [new(add)], [new(drop)], new("change", "f1"));
        await buyer.AppendAsync(ChangeRules.Change(buyer.State, _layout, change, [], Reservations, now).Value!, "change");
        await StoreAsync(drop, SeatState.Available, etag: "1");
    }

    private Task StoreAsync(string seat, SeatState state, string? etag) =>
        storage.Grains.WriteAsync($"{Performance}/{seat}", Rows.State(state, etag));

    private sealed class Buyer(OpenStorage storage, UserId user)
    {
        private readonly AppendChain _chain = new();
        private readonly UsedNames _names = new();

        public UserId User => user;

        public UserWalletState State { get; private set; } = UserWalletState.Empty(user);

        public ReservationId Reservation { get; } = Identifiers.Reservation(user, "reserve");

        public IEnumerable<string> Seats => State.Find(Reservation)!.Seats.Select(seat => seat.SeatId.Value);

        public async Task AppendAsync(UserWalletEvent e, string? key, UserWalletEvent.Charged? first = null)
        {
            if (e is UserWalletEvent.Expired expired && State.IsTombstone(expired)) _names.Add(expired.ReservationId.Value);
            List<JournalRow> rows = [];
            if (first is not null) rows.Add(JournalRows.Of(first, State = State.Apply(first), key: null));
            State = State.Apply(e);
            if (key is not null) _names.Add(key);
            rows.Add(JournalRows.Of(e, State, key is null ? null : new CommandKey(key, "f1")));
            await storage.Journal.AppendAsync([.. rows], _chain);
        }

        public Task SnapshotAsync() => storage.Grains.WriteStateAsync(
            StorageNames.UserWallet,
            GrainId.Create(StorageNames.UserWallet, user.Value),
            new GrainState<UserWalletSnapshot>(UserWalletSnapshot.Of(State, _names)));
    }
}
