using Concert.Reservations;
using CsCheck;
using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>
/// Random sequences of commands, long enough that ended reservations leave the state. Beside the state runs a model that forgets
/// nothing: whatever a rule is asked, it must answer the same on both.
/// </summary>
public sealed class ArchivePropertyTests
{
    // The verb, the reservation by its distance from the newest one, and the seconds before the command.
    private static readonly Gen<(int Verb, int Back, int Seconds)[]> Sequences =
        Gen.Select(
            Gen.Frequency((5, Gen.Const(0)), (1, Gen.Int[1, 6])),
            Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 3]), (1, Gen.Int[0, 200])),
            Gen.Int[0, 100]).Array[0, 400];

    // Most of these reservations are made of the seats that the previous one had.
    private static readonly ReservationsOptions NoCooldown = new() { SeatCooldown = TimeSpan.Zero };

    // Changes of seats in between are left out.
    private static readonly string[] AllowedSteps =
        ["expired", "reserved", "reserved expired", "reserved released", "reserved paid", "reserved paid refunded"];

    [Fact, Trait(Seeded.Speed, Seeded.Slow)]
    public void Open_reservations_and_the_last_that_ended_stay_and_no_others() =>
        Sequences.Always(commands =>
        {
            var model = new Model();
            foreach (var state in model.Run(commands))
            {
                var kept = model.Ended.TakeLast(UserWalletState.MaxEnded).ToList();
                Assert.Equal(kept, state.Ended);
                Assert.Equal(model.All.Values.Where(it => !it.IsEnded).Select(it => it.ReservationId).Concat(kept).ToHashSet(), state.Reservations.Keys.ToHashSet());
                Assert.All(state.Reservations.Values, it => Assert.Equal(model.All[it.ReservationId], it));
                var archived = model.Ended.SkipLast(UserWalletState.MaxEnded).Select(id => model.All[id].Seq).ToList();
                Assert.Equal(new ArchiveExtent(archived.Count, archived.DefaultIfEmpty().Max()), state.Archived);
            }
        });

    [Fact, Trait(Seeded.Speed, Seeded.Slow)]
    public void Every_rule_answers_about_an_archived_reservation_as_if_it_had_stayed() =>
        Sequences.Always(commands =>
        {
            var model = new Model();
            foreach (var state in model.Run(commands))
            {
                foreach (var id in model.Ended.SkipLast(UserWalletState.MaxEnded).TakeLast(3))
                {
                    var whole = state with { Reservations = state.Reservations.SetItems(model.All) };
                    Assert.Equal(Model.Answers(whole, id, model.Now), Model.Answers(state.With(model.All[id]), id, model.Now));
                }
            }
        });

    [Fact, Trait(Seeded.Speed, Seeded.Slow)]
    public void No_reservation_is_made_twice_or_after_its_tombstone() =>
        Sequences.Always(commands =>
        {
            var model = new Model();
            foreach (var state in model.Run(commands)) Assert.Equal(state.Seq, model.Events.Count + 1);
            foreach (var steps in model.Events.GroupBy(Model.IdOf))
            {
                var kinds = string.Join(' ', steps.Select(EventKinds.Of).Where(kind => kind != EventKinds.SeatsChanged));
                Assert.Contains(kinds, AllowedSteps);
            }
        });

    [Fact, Trait(Seeded.Speed, Seeded.Slow)]
    public void A_snapshot_and_the_rows_after_it_give_the_state_of_the_whole_journal() =>
        Gen.Select(Sequences, Gen.Int[0, 400]).Always((commands, at) =>
        {
            var model = new Model();
            UserWalletState? restored = null;
            foreach (var state in model.Run(commands))
            {
                restored = restored?.Apply(model.Events[^1]);
                if (state.Seq == at) restored = UserWalletSnapshot.Of(state, new()).Restore(Mina);
                if (restored is null) continue;
                Assert.Equal(state.Ended, restored.Ended);
                Assert.Equal((state.Seq, state.Balance, state.Archived), (restored.Seq, restored.Balance, restored.Archived));
                Assert.Equal(state.Reservations.Values.OrderBy(it => it.Seq), restored.Reservations.Values.OrderBy(it => it.Seq));
            }
        });

    [Fact, Trait(Seeded.Speed, Seeded.Slow)]
    public void The_limits_of_holding_are_the_same_as_if_every_reservation_had_stayed() =>
        Gen.Select(Sequences, Gen.Int[0, 400]).Always((commands, at) =>
        {
            var model = new Model();
            UserWalletState? restored = null;
            foreach (var state in model.Run(commands))
            {
                restored = restored?.Apply(model.Events[^1]);
                if (state.Seq == at) restored = UserWalletSnapshot.Of(state, new()).Restore(Mina);
                foreach (var each in (UserWalletState[])[state, restored ?? state])
                {
                    // The places that can still make a reservation: the newest of each queue.
                    foreach (var ticket in model.NewestTickets()) Assert.Equal(model.All.Values.Count(it => it.Ticket == ticket), each.HoldCount(ticket));
                    Assert.Equal(
                        model.SeatsLetGoSince(model.Now - ArchivedHolds.LongestCooldown),
                        each.CoolingSeats(TheEvening, ArchivedHolds.LongestCooldown, model.Now).Keys.Select(seat => seat.Value).Order());
                }
            }
        });

    /// <summary>Runs commands as the grain does, which recalls an archived reservation before it decides about it.</summary>
    private sealed class Model
    {
        private int _madeCount;

        public UserWalletState State { get; private set; } = With(10_000_000);

        public DateTimeOffset Now { get; private set; } = Noon;

        /// <summary>Those after the first, which charged the wallet.</summary>
        public List<UserWalletEvent> Events { get; } = [];

        /// <summary>Every reservation there ever was.</summary>
        public Dictionary<ReservationId, Reservation> All { get; } = [];

        /// <summary>In the order in which they ended.</summary>
        public List<ReservationId> Ended { get; } = [];

        public IEnumerable<UserWalletState> Run((int Verb, int Back, int Seconds)[] commands)
        {
            foreach (var (verb, back, seconds) in commands)
            {
                Now = Now.AddSeconds(seconds);
                if (Decide(verb, back) is not { } e) continue;
                State = State.Apply(e);
                Events.Add(e);
                Note(e);
                yield return State;
            }
        }

        private UserWalletEvent? Decide(int verb, int back)
        {
            var id = Id($"reservation-{Math.Max(0, _madeCount - back)}");
            var state = State.Find(id) is null && All.GetValueOrDefault(id) is { } archived ? State.With(archived) : State;
            return verb switch
            {
                // Most reservations are released in the next step, so that many of them end.
                0 when state.Find(id) is { Status: ReservationStatus.Held } => ReservationRules.Release(state, id, Now).Value?.Event,
                0 or 1 => TryReserve(state, back == 0 ? Id($"reservation-{++_madeCount}") : id),
                2 => PaymentRules.Pay(state, id, Now).Value,
                3 => PaymentRules.Refund(state, Identifiers.Payment(id), Now).Value,
                5 => ChangeRules.Change(state, TheLayout, ChangeOf(state, id), [], NoCooldown, Now).Value,
                4 => ReservationRules.ExpireIfDue(state, id, TheEvening, Now),
                _ => ReservationRules.ExpireIfDue(state, back == 0 ? Id($"reservation-{++_madeCount}") : id, TheEvening, Now),
            };
        }

        // Another seat than any reservation is made with.
        private ChangeSeats ChangeOf(UserWalletState state, ReservationId id) => new(
            id, SeatIds($"2-1-{1 + (_madeCount % 8)}"), [.. state.Find(id)?.Seats.Select(seat => seat.SeatId) ?? []], new("key", "f"));

        private UserWalletEvent.Reserved? TryReserve(UserWalletState state, ReservationId id)
        {
            if (state.Find(id) is null && All.GetValueOrDefault(id) is { } archived) state = state.With(archived);
            var ticket = TicketOf(_madeCount);
            var command = new ReserveSeats(
                TheEvening, SeatIds($"1-1-{1 + (_madeCount % 12)}"), null, TheTicket, new("key", "fingerprint"));
            if (ReservationRules.Examine(state, id, TheLayout, command) is not null) return null;
            return ReservationRules.Reserve(
                state, id, TheLayout, ticket, command.SeatIds, Now.AddMinutes(5), NoCooldown, Now).Value;
        }

        // Two queues; a user gets a new place in one after every 80 reservations.
        private static QueueTicket TicketOf(int made) => new(new($"c_{made % 2}"), 1 + (made / 80));

        public IEnumerable<QueueTicket> NewestTickets() =>
            All.Values.Select(it => it.Ticket).OfType<QueueTicket>().GroupBy(it => it.ConcertId).Select(queue => queue.MaxBy(it => it.Place));

        public IEnumerable<string> SeatsLetGoSince(DateTimeOffset at) => All.Values
            .Where(it => it.Status is ReservationStatus.Released or ReservationStatus.Expired && it.EndedAt > at)
            .SelectMany(it => it.Seats)
            .Select(seat => seat.SeatId.Value)
            .Concat(All.Values.SelectMany(it => it.Changes).Where(it => it.At > at).SelectMany(it => it.SeatIds).Select(it => it.Value))
            .Distinct()
            .Order();

        private void Note(UserWalletEvent e)
        {
            var id = IdOf(e);
            if (State.Find(id) is not { } reservation) throw new InvalidOperationException($"{id} left the state with its own event {e}.");
            All[id] = reservation;
            if (reservation.IsEnded) Ended.Add(id);
        }

        public static ReservationId IdOf(UserWalletEvent e) => e switch
        {
            UserWalletEvent.Reserved reserved => reserved.Reservation.ReservationId,
            UserWalletEvent.Paid paid => paid.ReservationId,
            UserWalletEvent.Expired expired => expired.ReservationId,
            UserWalletEvent.Released released => released.ReservationId,
            UserWalletEvent.Refunded refunded => refunded.ReservationId,
            UserWalletEvent.SeatsChanged changed => changed.Reservation.ReservationId,
            _ => throw new InvalidOperationException($"{e} is about no reservation."),
        };

        public static string[] Answers(UserWalletState state, ReservationId id, DateTimeOffset now) =>
        [
            $"{ReservationRules.Release(state, id, now)}",
            $"{ReservationRules.ExpireIfDue(state, id, TheEvening, now)}",
            $"{PaymentRules.Pay(state, id, now)}",
            $"{ChangeRules.Change(state, TheLayout, new(id, SeatIds("1-2-1"), [], new("key", "f")), [], NoCooldown, now)}",
            $"{PaymentRules.Refund(state, Identifiers.Payment(id), now)}",
            $"{ReservationRules.Examine(state, id, TheLayout, new(TheEvening, SeatIds("1-1-1"), null, TheTicket, new("key", "f")))}",
            $"{ReservationRules.Reserve(state, id, TheLayout, TheTicket, SeatIds("1-1-1"), now.AddMinutes(5), NoCooldown, now)}",
        ];
    }
}
