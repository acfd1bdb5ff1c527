using System.Text.Json;
using Concert.GrainState;
using Concert.Reservations;
using CsCheck;
using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>Random lives of a user: whatever is asked in whatever order, some things are always so.</summary>
public sealed class UserWalletPropertyTests
{
    // verb, which of five reservations, an amount, and how far the clock moves before it
    private static readonly Gen<(int Verb, int Which, int Amount, int Seconds)[]> Lives =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4], Gen.Int[1, 60_000], Gen.Int[0, 200]).Array[0, 60];

    [Fact]
    public void The_balance_is_never_negative_and_always_the_sum_of_its_entries() =>
        Lives.Always(
            life =>
            {
                var sum = 0L;
                foreach (var (e, after) in Live(life))
                {
                    sum += JournalRows.Of(e, after, null).Amount.Amount;
                    Assert.Equal(sum, after.Balance.Amount);
                    Assert.True(after.Balance >= Money.Zero, $"{after}");
                }
            });

    [Fact]
    public void A_reservation_has_one_fate() =>
        Lives.Always(
            life =>
            {
                var before = With(0);
                foreach (var (e, after) in Live(life))
                {
                    foreach (var (id, reservation) in after.Reservations)
                    {
                        var was = before.Find(id)?.Status;
                        Assert.True(
                            was == reservation.Status || IsStep(was, reservation.Status),
                            $"{id}: {was} to {reservation.Status} by {e}");
                    }

                    Assert.Superset(before.Reservations.Keys.ToHashSet(), after.Reservations.Keys.ToHashSet());
                    before = after;
                }
            });

    [Fact]
    public void Never_more_seats_are_held_and_owned_than_the_limit() =>
        Lives.Always(
            life =>
            {
                foreach (var (e, after) in Live(life)) Assert.InRange(after.SeatCount(TheEvening, e.At), 0, 4);
            });

    [Fact]
    public void The_journal_written_and_read_again_says_the_same() =>
        Lives.Always(
            life =>
            {
                var events = Live(life).ToList();
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
    public void A_snapshot_and_the_rows_after_it_say_the_same_as_the_whole_journal() =>
        Gen.Select(Lives, Gen.Int[0, 60]).Always(
            (life, at) =>
            {
                var events = Live(life).ToList();
                var state = With(0);
                for (var i = 0; i < events.Count; i++)
                {
                    if (i == at) state = Reread(UserWalletSnapshot.Of(state, new())).Restore(Mina);
                    state = state.Apply(events[i].Event);
                }

                AssertSame(events.Count == 0 ? With(0) : events[^1].After, state);
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

    // Asks the rules as the grain does, and gives what they granted.
    private static IEnumerable<(UserWalletEvent Event, UserWalletState After)> Live(
        (int Verb, int Which, int Amount, int Seconds)[] life)
    {
        var state = With(0);
        var now = Noon;
        foreach (var (verb, which, amount, seconds) in life)
        {
            now = now.AddSeconds(seconds);
            var id = Id($"reservation-{which}");
            UserWalletEvent? e = verb switch
            {
                0 => PaymentRules.Charge(state, new(amount), now).Value,
                1 => TryReserve(state, id, which, now),
                2 => PaymentRules.Pay(state, id, now).Value,
                3 => ReservationRules.Release(state, id, now).Value?.Event,
                4 => PaymentRules.Refund(state, Identifiers.Payment(id), now).Value,
                _ => ReservationRules.ExpireIfDue(state, id, TheEvening, now),
            };
            if (e is null) continue;
            state = state.Apply(e);
            yield return (e, state);
        }
    }

    private static UserWalletEvent.Reserved? TryReserve(UserWalletState state, ReservationId id, int which, DateTimeOffset now)
    {
        var seats = SeatIds([.. Enumerable.Range(1, 1 + (which % 3)).Select(number => $"2-{which + 1}-{number}")]);
        var command = new ReserveSeats(TheEvening, seats, null, TheTicket, new("key", "fingerprint"));
        if (ReservationRules.Examine(state, id, TheLayout, command) is not null) return null;
        var until = ReservationRules.Allow(state, TheLayout, seats.Length, 0, new(), now);
        return until.IsGranted
            ? ReservationRules.Reserve(state, id, TheLayout, TheTicket, seats, until.Value, now).Value
            : null;
    }
}
