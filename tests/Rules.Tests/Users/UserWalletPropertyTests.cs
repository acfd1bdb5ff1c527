using System.Text.Json;
using Concert.CheckIns;
using Concert.GrainState;
using Concert.Reservations;
using CsCheck;
using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>Random sequences of commands of one user: these properties hold after every one of them.</summary>
public sealed class UserWalletPropertyTests
{
    // Five reservations are made from one place.
    private static readonly ReservationsOptions Options = new() { MaxHoldsPerSlot = 5, MaxChanges = 3 };

    // The verb, one of five reservations, an amount, and how far the clock moves before the command.
    private static readonly Gen<(int Verb, int Which, int Amount, int Seconds)[]> Sequences =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[1, 60_000], Gen.Int[0, 200]).Array[0, 60];

    [Fact]
    public void The_balance_is_never_negative_and_always_the_sum_of_its_entries() =>
        Sequences.Always(
            commands =>
            {
                var sum = 0L;
                foreach (var (e, after) in Run(commands))
                {
                    sum += JournalRows.Of(e, after, null).Amount.Amount;
                    Assert.Equal(sum, after.Balance.Amount);
                    Assert.True(after.Balance >= Money.Zero, $"{after}");
                }
            });

    [Fact]
    public void A_payment_that_charged_directly_follows_its_charge_and_leaves_nothing() =>
        Sequences.Always(
            commands =>
            {
                UserWalletEvent? before = null;
                foreach (var (e, after) in Run(commands))
                {
                    if (e is UserWalletEvent.Paid { ChargeAmount: var amount } && amount > Money.Zero)
                    {
                        Assert.Equal((amount, e.At), (Assert.IsType<UserWalletEvent.Charged>(before).Amount, before.At));
                        Assert.Equal(Money.Zero, after.Balance);
                    }

                    before = e;
                }
            });

    [Fact]
    public void A_payment_that_says_what_was_shown_is_the_payment_that_does_not_or_is_refused_and_says_what_is() =>
        Sequences.Always(
            commands =>
            {
                foreach (var (_, after) in Run(commands))
                {
                    foreach (var reservation in after.Reservations.Values)
                    {
                        var missing = reservation.Amount > after.Balance ? reservation.Amount - after.Balance : Money.Zero;
                        var changed = new Refusal.AmountChanged(reservation.Amount, after.Balance, missing);
                        foreach (var (shown, atMost) in Figures(reservation.Amount, missing))
                        {
                            var isRight = (shown ?? reservation.Amount) == reservation.Amount && !(missing > atMost);
                            var plain = PaymentRules.PayCharging(after, reservation.ReservationId, Noon);
                            var agreed = PaymentRules.PayCharging(after, reservation.ReservationId, Noon, shown, atMost);
                            // What has ended is refused as ended.
                            var isOpen = plain.IsGranted || plain.Refusal is Refusal.InsufficientBalance;
                            if (isRight || !isOpen) Assert.Equal(plain, agreed);
                            else Assert.Equal(changed, agreed.Refusal);
                        }
                    }
                }
            });

    // What is true, and what is off by one.
    private static IEnumerable<(Money? Shown, Money? AtMost)> Figures(Money amount, Money missing) =>
        from shown in (Money?[])[null, amount, amount + new Money(1)]
        from atMost in (Money?[])[null, Money.Zero, missing, missing + new Money(1), missing - new Money(1)]
        where !(atMost < Money.Zero)
        select (shown, atMost);

    [Fact]
    public void A_reservation_reaches_one_final_status() =>
        Sequences.Always(
            commands =>
            {
                var before = With(0);
                foreach (var (e, after) in Run(commands))
                {
                    foreach (var (id, reservation) in after.Reservations)
                    {
                        var previous = before.Find(id)?.Status;
                        Assert.True(
                            previous == reservation.Status || IsStep(previous, reservation.Status),
                            $"{id}: {previous} to {reservation.Status} by {e}");
                    }

                    Assert.Superset(before.Reservations.Keys.ToHashSet(), after.Reservations.Keys.ToHashSet());
                    before = after;
                }
            });

    [Fact]
    public void A_ticket_is_used_once_while_its_reservation_is_paid_and_no_refund_follows() =>
        Sequences.Always(
            commands =>
            {
                var used = new HashSet<(ReservationId, SeatId)>();
                foreach (var (e, after) in Run(commands))
                {
                    if (e is UserWalletEvent.CheckedIn checkedIn)
                    {
                        Assert.True(used.Add((checkedIn.ReservationId, checkedIn.SeatId)), $"{e}");
                        var reservation = after.Find(checkedIn.ReservationId)!;
                        Assert.Equal(ReservationStatus.Paid, reservation.Status);
                        Assert.Contains(checkedIn.SeatId, reservation.Seats.Select(seat => seat.SeatId));
                    }

                    if (e is UserWalletEvent.Refunded refunded) Assert.DoesNotContain(refunded.ReservationId, used.Select(ticket => ticket.Item1));
                }
            });

    [Fact]
    public void A_user_never_holds_and_owns_more_seats_than_the_limit() =>
        Sequences.Always(
            commands =>
            {
                foreach (var (e, after) in Run(commands)) Assert.InRange(after.SeatCount(TheEvening, e.At), 0, 4);
            });

    [Fact]
    public void The_journal_read_back_gives_the_same_events_and_state() =>
        Sequences.Always(
            commands =>
            {
                var events = Run(commands).ToList();
                var reread = With(0);
                foreach (var (e, after) in events)
                {
                    var row = JournalRows.Of(e, after, null);
                    var read = UserWalletJson.Read(row);
                    Assert.Equal(e, read);
                    Assert.Equal(EventKinds.Of(e), row.Kind);
                    reread = reread.Apply(read);
                }

                AssertSame(events.Count == 0 ? With(0) : events[^1].After, reread);
            });

    [Fact]
    public void A_snapshot_and_the_rows_after_it_give_the_same_state_as_the_whole_journal() =>
        Gen.Select(Sequences, Gen.Int[0, 60]).Always(
            (commands, at) =>
            {
                var events = Run(commands).ToList();
                var state = With(0);
                for (var i = 0; i < events.Count; i++)
                {
                    if (i == at) state = Reread(UserWalletSnapshot.Of(state, new())).Restore(Mina);
                    state = state.Apply(events[i].Event);
                }

                AssertSame(events.Count == 0 ? With(0) : events[^1].After, state);
            });

    [Fact]
    public void A_change_keeps_everything_but_the_seats_and_their_price() =>
        Sequences.Always(
            commands =>
            {
                var before = With(0);
                foreach (var (e, after) in Run(commands))
                {
                    if (e is UserWalletEvent.SeatsChanged { Reservation: var changed })
                    {
                        var was = before.Find(changed.ReservationId)!;
                        Assert.Equal(was, changed with { Seats = was.Seats, Amount = was.Amount, Changes = was.Changes });
                        Assert.Equal(changed.Amount.Amount, changed.Seats.Sum(seat => seat.Price.Amount));
                        Assert.InRange(changed.Changes.Length, 1, Options.MaxChanges);
                        Assert.Equal(before.Balance, after.Balance);
                    }

                    before = after;
                }
            });

    // Otherwise a late message that frees the seat would free it again.
    [Fact]
    public void A_seat_that_was_dropped_never_comes_back_to_its_reservation() =>
        Sequences.Always(
            commands =>
            {
                foreach (var (_, after) in Run(commands))
                    Assert.All(after.Reservations.Values, it => Assert.DoesNotContain(it.Seats, seat => it.HasDropped(seat.SeatId)));
            });

    private static bool IsStep(ReservationStatus? from, ReservationStatus to) => (from, to) switch
    {
        (null, ReservationStatus.Held or ReservationStatus.Expired) => true,
        (ReservationStatus.Held, ReservationStatus.Paid or ReservationStatus.Expired or ReservationStatus.Released) => true,
        (ReservationStatus.Paid, ReservationStatus.Refunded) => true,
        _ => false,
    };

    private static UserWalletSnapshot Reread(UserWalletSnapshot snapshot) =>
        JsonSerializer.Deserialize(
            JsonSerializer.Serialize(snapshot, GrainStateJson.Default.UserWalletSnapshot),
            GrainStateJson.Default.UserWalletSnapshot)!;

    private static void AssertSame(UserWalletState expected, UserWalletState actual)
    {
        Assert.Equal((expected.UserId, expected.Seq, expected.Balance), (actual.UserId, actual.Seq, actual.Balance));
        Assert.Equal(
            expected.Reservations.Values.OrderBy(reservation => reservation.Seq),
            actual.Reservations.Values.OrderBy(reservation => reservation.Seq));
    }

    // Runs the commands through the rules as the grain does; yields the granted events.
    private static IEnumerable<(UserWalletEvent Event, UserWalletState After)> Run(
        (int Verb, int Which, int Amount, int Seconds)[] commands)
    {
        var state = With(0);
        var now = Noon;
        foreach (var (verb, which, amount, seconds) in commands)
        {
            now = now.AddSeconds(seconds);
            var id = Id($"reservation-{which}");
            UserWalletEvent?[] events = verb switch
            {
                0 => [PaymentRules.Charge(state, new(amount), now).Value],
                1 => [TryReserve(state, id, which, now)],
                2 => [PaymentRules.Pay(state, id, now, ShownOf(state, id, amount)).Value],
                3 => [ReservationRules.Release(state, id, now).Value?.Event],
                4 => [PaymentRules.Refund(state, Identifiers.Payment(id), now).Value],
                5 => [ReservationRules.ExpireIfDue(state, id, TheEvening, now)],
                6 => [CheckInRules.CheckIn(state, Scan(id, which, amount), now).Value?.Event],
                7 or 8 => [TryChange(state, id, which, amount, now)],
                _ => PaymentRules.PayCharging(state, id, now, ShownOf(state, id, amount), amount % 5 == 0 ? new(amount) : null).Value is { } payment
                    ? [payment.Charged, payment.Paid]
                    : [],
            };
            foreach (var e in events.OfType<UserWalletEvent>())
            {
                state = state.Apply(e);
                yield return (e, state);
            }
        }
    }

    // Nothing, what is true, or now and then something else.
    private static Money? ShownOf(UserWalletState state, ReservationId id, int amount) =>
        amount % 3 == 0 ? null : amount % 7 == 0 ? new(amount) : state.Find(id)?.Amount;

    // The seats of the other reservations are in other rows, so that no seat is asked for twice.
    private static UserWalletEvent.SeatsChanged? TryChange(
        UserWalletState state, ReservationId id, int which, int amount, DateTimeOffset now)
    {
        string[] add = amount % 3 == 0 ? [] : [$"2-{which + 1}-{1 + (amount % 8)}"];
        string[] drop = amount % 5 < 2 ? [] : [$"2-{which + 1}-{1 + (amount / 8 % 8)}"];
        var command = new ChangeSeats(id, SeatIds(add), SeatIds(drop), new("key", "fingerprint"));
        return ChangeRules.Change(state, TheLayout, command, [], Options, now).Value;
    }

    // Of one of its seats, or of one that it does not have; two scans may have one id.
    private static CheckInTicket Scan(ReservationId id, int which, int amount) => new(
        id, new($"2-{which + 1}-{1 + (amount % 4)}"), Version: 1, $"gate-{amount % 2}", $"scan-{amount % 5}");

    private static UserWalletEvent.Reserved? TryReserve(UserWalletState state, ReservationId id, int which, DateTimeOffset now)
    {
        var seats = SeatIds([.. Enumerable.Range(1, 1 + (which % 3)).Select(number => $"2-{which + 1}-{number}")]);
        var command = new ReserveSeats(TheEvening, seats, null, TheTicket, new("key", "fingerprint"));
        if (ReservationRules.Examine(state, id, TheLayout, command) is not null) return null;
        var permit = ReservationRules.Allow(state, TheLayout, command, [], Options, now);
        return permit.IsGranted
            ? ReservationRules.Reserve(state, id, TheLayout, TheTicket, seats, permit.Value.Until, Options, now).Value
            : null;
    }
}
