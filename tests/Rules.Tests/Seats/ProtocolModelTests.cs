using Concert.Reservations;
using Concert.Users;
using CsCheck;
using static Concert.Users.AUser;

namespace Concert.Seats;

/// <summary>
/// A model of the protocol between users' journals and seats. It runs the real rules: steps of several users in random order, attempts
/// abandoned at any point (a crash), late withdrawals, and resolution at any time, each by a clock of its own. In no order, and by
/// no clocks, does a seat get two owners or is a command refused as expired before its own grain's clock says so. Once every
/// reservation is resolved, every seat agrees with its reservation's status.
/// </summary>
public sealed class ProtocolModelTests
{
    private const int UserCount = 2;
    private const int SeatCount = 3;

    private static readonly Gen<(int User, int Step, int Choice, int Seconds)[]> Schedules =
        Gen.Select(Gen.Int[0, UserCount - 1], Gen.Int[0, 14], Gen.Int[0, 11], Gen.Int[0, 25]).Array[0, 120];

    // Two users and two seats: most seats are held again by the user who let them go.
    private static readonly ReservationsOptions NoCooldown = new() { SeatCooldown = TimeSpan.Zero };

    // How far a silo's clock may be off: less than a hold, and more.
    private static readonly int[] Offsets = [0, 0, 0, 0, 1, -1, 120, -120, 360, -360, 900, -900];

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void No_order_of_steps_and_crashes_gives_a_seat_two_owners() =>
        Schedules.Always(
            schedule =>
            {
                var model = new Model();
                foreach (var (user, step, choice, seconds) in schedule)
                {
                    model.Step(user, step, choice, seconds);
                    model.AssertNoSeatIsSoldTwice();
                    model.AssertLiveReservationsKeepTheirSeats();
                }

                model.ResolveEverything();
                model.AssertSeatsAgreeWithTheirReservations();
            },
            caseCount: 20_000);

    private sealed class Model
    {
        private readonly UserWalletState[] _users =
            [.. Enumerable.Range(0, UserCount).Select(user => UserWalletState.Empty(new($"u_{user}")).Charged(150_000))];

        private readonly Dictionary<SeatId, SeatState> _seats =
            Enumerable.Range(1, SeatCount).ToDictionary(number => new SeatId($"1-1-{number}"), _ => SeatState.Available);

        private readonly List<ModelAttempt> _attempts = [];
        private readonly int[] _keys = new int[UserCount];

        // The activation of each user's grain, and the offsets of the clocks of the silos that run the user's grain and the seat map.
        private readonly int[] _activations = new int[UserCount];
        private readonly TimeSpan[] _offsets = new TimeSpan[UserCount];
        private TimeSpan _mapOffset;
        private DateTimeOffset _now = Noon;

        public void Step(int user, int step, int choice, int seconds)
        {
            // Mostly one second, so that steps fit within a hold; sometimes the length of a hold, so that it ends.
            _now = _now.AddSeconds(seconds == 0 ? 300 : 1);
            var mine = _attempts.Where(t => t.User == user).TakeLast(2).ToList();
            var one = mine.Count == 0 ? null : mine[choice % mine.Count];
            switch (step)
            {
                case 0 or 1: Begin(user, choice); break;
                case 2 or 3: HoldNext(one); break;
                case 4 or 5: Confirm(one); break;
                case 6: Withdraw(one); break;
                case 7: Pay(user, choice); break;
                case 8: Refund(user, choice); break;
                case 9: Activate(user, choice); break;
                case 10 or 11: BeginChange(user, choice); break;
                case 12: FreeDropped(user, choice); break;
                case 13: _mapOffset = TimeSpan.FromSeconds(Offsets[choice]); break;
                default: Resolve(choice); break;
            }
        }

        public void AssertNoSeatIsSoldTwice()
        {
            var owners = _users
                .SelectMany(user => user.Reservations.Values)
                .Where(reservation => reservation.Status is ReservationStatus.Paid)
                .SelectMany(reservation => reservation.Seats.Select(seat => (seat.SeatId, reservation.ReservationId)))
                .ToList();
            Assert.Equal(owners.Count, owners.Select(owner => owner.SeatId).Distinct().Count());
        }

        // No seat is taken from a reservation between its creation and its end.
        public void AssertLiveReservationsKeepTheirSeats()
        {
            var live = _users.SelectMany(user => user.Reservations.Values)
                .Where(reservation => reservation.Status is ReservationStatus.Held or ReservationStatus.Paid);
            foreach (var reservation in live)
            {
                foreach (var seat in reservation.Seats)
                    Assert.Equal(reservation.ReservationId, _seats[seat.SeatId].ReservationId);
            }
        }

        // As the seat map's sweep does after all holds have ended: resolves each taken seat with its user's journal.
        public void ResolveEverything()
        {
            _now = _now.AddHours(1);
            for (var user = 0; user < UserCount; user++) Activate(user, choice: 0);
            _mapOffset = TimeSpan.Zero;
            foreach (var seat in _seats.Keys) ResolveSeat(seat, sendsUntil: true);
            foreach (var (user, reservation) in Paid()) Sell(user, reservation);
        }

        public void AssertSeatsAgreeWithTheirReservations()
        {
            var paid = Paid().SelectMany(p => p.Reservation.Seats.Select(seat => (seat.SeatId, p.Reservation.ReservationId)))
                .ToDictionary(p => p.SeatId, p => p.ReservationId);
            foreach (var (seat, state) in _seats)
            {
                if (paid.TryGetValue(seat, out var owner))
                    Assert.Equal((SeatStatus.Sold, owner), (state.Status, state.ReservationId!.Value));
                else
                    Assert.Equal(SeatState.Available, state);
            }
        }

        // Repeats the key until its reservation is decided, so that attempts of one reservation overlap.
        private void Begin(int user, int choice)
        {
            if (_users[user].Find(Current(user)) is not null) _keys[user]++;
            var first = (choice % SeatCount) + 1;
            SeatId[] wanted = choice < 4 ? [new($"1-1-{first}")] : [new("1-1-1"), new("1-1-2")];
            var hold = new SeatHold(Current(user), _users[user].UserId, $"try-{_attempts.Count}", ClockOf(user).AddMinutes(5));
            _attempts.Add(new(user, _activations[user], _offsets[user], hold, wanted));
        }

        // The user's grain moves to another silo, with another clock. Attempts of earlier activations may still act.
        private void Activate(int user, int choice)
        {
            _activations[user]++;
            _offsets[user] = TimeSpan.FromSeconds(Offsets[choice]);
        }

        private DateTimeOffset ClockOf(int user) => _now + _offsets[user];

        private ReservationId Current(int user) => Identifiers.Reservation(_users[user].UserId, $"key-{_keys[user]}");

        private void HoldNext(ModelAttempt? one)
        {
            if (one is null || one.IsOver || one.HeldCount == one.Wanted.Length) return;
            var seat = one.Wanted[one.HeldCount];
            var held = SeatRules.Hold(_seats[seat], seat, one.Hold);
            if (!held.IsGranted)
            {
                one.IsRefused = true;
                return;
            }

            _seats[seat] = held.Value;
            one.HeldCount++;
        }

        private void Confirm(ModelAttempt? one)
        {
            if (one is null || one.IsOver || one.HeldCount < one.Wanted.Length) return;
            var now = _now + one.Offset;
            if (one.Change is { } change)
            {
                ConfirmChange(one, change, now);
                return;
            }

            var decision = ReservationRules.Reserve(
                _users[one.User], one.Hold.ReservationId, TheLayout, TheTicket, [.. one.Wanted], one.Hold.Until, NoCooldown, now);
            AssertIsNotRefusedTooEarly(one, now, decision.IsGranted);
            if (decision.IsGranted) _users[one.User] = _users[one.User].Apply(decision.Value);
            else one.IsRefused = true;
            one.IsConfirmed = decision.IsGranted;
        }

        // Also an attempt of an activation that was replaced confirms here: the journal is its only fence.
        private void ConfirmChange(ModelAttempt one, ChangeSeats change, DateTimeOffset now)
        {
            var decision = ChangeRules.Change(_users[one.User], TheLayout, change, [], NoCooldown, now);
            if (decision.IsGranted) _users[one.User] = _users[one.User].Apply(decision.Value);
            else one.IsRefused = true;
            one.IsConfirmed = decision.IsGranted;
        }

        // Adds a seat, drops one, or both; the added seat is held until the end of the reservation.
        private void BeginChange(int user, int choice)
        {
            if (_users[user].Find(Current(user)) is not { Status: ReservationStatus.Held } reservation) return;
            SeatId[] add = choice % 4 == 3 ? [] : [new($"1-1-{(choice % SeatCount) + 1}")];
            SeatId[] drop = choice < 4 ? [] : [reservation.Seats[choice % reservation.Seats.Length].SeatId];
            var change = new ChangeSeats(reservation.ReservationId, [.. add], [.. drop], new("change", "fingerprint"));
            var allowed = ChangeRules.Allow(_users[user], TheLayout, change, [], NoCooldown, ClockOf(user));
            if (!allowed.IsGranted) return;
            var hold = new SeatHold(reservation.ReservationId, _users[user].UserId, $"try-{_attempts.Count}", allowed.Value.Until);
            _attempts.Add(new(user, _activations[user], _offsets[user], hold, add, change));
        }

        // At any time after the change, and more than once: the message may be delayed, and is repeated after a crash.
        private void FreeDropped(int user, int choice)
        {
            var dropped = _users[user].Reservations.Values
                .SelectMany(it => it.Changes.SelectMany(change => change.SeatIds).Select(seat => (it.ReservationId, Seat: seat))).ToList();
            if (dropped.Count == 0) return;
            var (reservation, seat) = dropped[choice % dropped.Count];
            _seats[seat] = SeatRules.Free(_seats[seat], reservation);
        }

        // A command of the current activation whose hold lasts by that activation's clock makes its reservation, unless it is made.
        private void AssertIsNotRefusedTooEarly(ModelAttempt one, DateTimeOffset now, bool isGranted)
        {
            if (isGranted || one.Activation != _activations[one.User] || now >= one.Hold.Until) return;
            Assert.NotEmpty(_users[one.User].Find(one.Hold.ReservationId)!.Seats);
        }

        // Only a refused attempt is withdrawn, but at any time afterwards: the message may be delayed.
        private void Withdraw(ModelAttempt? one)
        {
            if (one is null || !one.IsRefused) return;
            foreach (var seat in one.Wanted)
                _seats[seat] = SeatRules.Withdraw(_seats[seat], one.Hold.ReservationId, one.Hold.Attempt);
        }

        private void Pay(int user, int choice)
        {
            var id = Current(user);
            var decision = PaymentRules.Pay(_users[user], id, ClockOf(user));
            if (!decision.IsGranted) return;
            _users[user] = _users[user].Apply(decision.Value);
            if (choice % 2 == 0) Sell(_users[user], _users[user].Find(id)!);
        }

        private void Refund(int user, int choice)
        {
            var id = Current(user);
            var decision = PaymentRules.Refund(_users[user], Identifiers.Payment(id), ClockOf(user));
            if (!decision.IsGranted) return;
            _users[user] = _users[user].Apply(decision.Value);
            if (choice % 2 == 0) FreeSeats(_users[user].Find(id)!);
        }

        // Now and then the seat map is a process of a version that sent no end of the hold.
        private void Resolve(int choice) => ResolveSeat(new($"1-1-{(choice % SeatCount) + 1}"), sendsUntil: choice % 4 != 0);

        private void ResolveSeat(SeatId seat, bool sendsUntil)
        {
            if (_seats[seat] is not { ReservationId: { } id, UserId: { } userId } state) return;
            var index = Array.FindIndex(_users, user => user.UserId == userId);
            // As the seat map does: it asks about a hold without a reservation in the journal once its own clock says that it ended.
            if (_users[index].Find(id) is null && state.Until > _now + _mapOffset) return;
            // As the user's grain does: the command under way may hold further seats, and longer.
            var until = _attempts
                .Where(one => one.Hold.ReservationId == id && one.Activation == _activations[index] && !one.IsOver)
                .Select(one => (DateTimeOffset?)one.Hold.Until)
                .Append(sendsUntil ? state.Until : null)
                .Max();
            if (ReservationRules.ExpireIfDue(_users[index], id, TheEvening, ClockOf(index), until) is { } expired)
                _users[index] = _users[index].Apply(expired);
            if (_users[index].Find(id) is not { } reservation) return;
            var isReserved = reservation.Has(seat);
            if (isReserved && reservation.Status is ReservationStatus.Paid) _seats[seat] = SeatRules.Sell(state, new(id, userId));
            else if (reservation.Status is not ReservationStatus.Held || reservation.HasDropped(seat)) _seats[seat] = SeatRules.Free(state, id);
        }

        private void FreeSeats(Reservation reservation)
        {
            foreach (var seat in reservation.Seats)
                _seats[seat.SeatId] = SeatRules.Free(_seats[seat.SeatId], reservation.ReservationId);
        }

        private void Sell(UserWalletState user, Reservation reservation)
        {
            foreach (var seat in reservation.Seats)
                _seats[seat.SeatId] = SeatRules.Sell(_seats[seat.SeatId], new(reservation.ReservationId, user.UserId));
        }

        private IEnumerable<(UserWalletState User, Reservation Reservation)> Paid() =>
            from user in _users
            from reservation in user.Reservations.Values
            where reservation.Status is ReservationStatus.Paid
            select (user, reservation);
    }
}
