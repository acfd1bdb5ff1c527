using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>Builds a user's state from events only: <c>AUser.With(10_000).Holding("A", 7_000, until: Noon)</c>.</summary>
internal static class AUser
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Opening = Noon.AddDays(-1);
    public static readonly DateTimeOffset Showtime = Noon.AddDays(7);
    public static readonly UserId Mina = new("u_mina");
    public static readonly ConcertId TheConcert = new("c_spring");
    public static readonly PerformanceId TheEvening = new("p_evening");
    public static readonly QueueTicket TheTicket = new(TheConcert, 7);

    /// <summary>Two sections: ten rows of twelve at 50,000, and five of eight at 30,000.</summary>
    public static readonly PerformanceLayout TheLayout = new(
        TheEvening,
        TheConcert,
        Showtime,
        Opening,
        [new("Floor", 10, 12, new(50_000)), new("Balcony", 5, 8, new(30_000))]);

    public static UserWalletState With(long balance) =>
        balance == 0 ? UserWalletState.Empty(Mina) : UserWalletState.Empty(Mina).Charged(balance);

    public static ReservationId Id(string name) => Identifiers.Reservation(Mina, name);

    public static ImmutableArray<SeatId> SeatIds(params string[] seats) => [.. seats.Select(seat => new SeatId(seat))];

    public static UserWalletState Charged(this UserWalletState state, long amount, DateTimeOffset? at = null) =>
        state.Apply(PaymentRules.Charge(state, new(amount), at ?? Noon).Value!);

    /// <summary>Adds a held reservation of <paramref name="seatCount"/> seats for <paramref name="amount"/> in total.</summary>
    public static UserWalletState Holding(
        this UserWalletState state,
        string name,
        long amount = 50_000,
        DateTimeOffset? until = null,
        int seatCount = 1,
        PerformanceId? performance = null) =>
        state.Apply(new UserWalletEvent.Reserved(
            new(
                Id(name),
                performance ?? TheEvening,
                TheTicket,
                [.. from number in Enumerable.Range(1, seatCount)
                    select new SeatOffer(new($"1-1-{number}"), "Floor", 1, number, new(amount / seatCount))],
                new(amount),
                Noon.AddMinutes(-5),
                until ?? Noon.AddMinutes(5),
                Opening,
                Showtime,
                state.Seq + 1,
                ReservationStatus.Held),
            Noon.AddMinutes(-5)));

    /// <summary>Drops seats of a held reservation, and adds others, at noon.</summary>
    public static UserWalletState Changed(
        this UserWalletState state, string name, string[]? add = null, string[]? drop = null, DateTimeOffset? at = null) =>
        state.Apply(ChangeRules.Change(state, TheLayout, Changing(name, add, drop), [], new(), at ?? Noon).Value!);

    public static ChangeSeats Changing(string name, string[]? add = null, string[]? drop = null) =>
        new(Id(name), SeatIds(add ?? []), SeatIds(drop ?? []), new("change", "fingerprint"));

    public static UserWalletState Paid(this UserWalletState state, string name, DateTimeOffset? at = null) =>
        state.Apply(PaymentRules.Pay(state, Id(name), at ?? Noon).Value!);

    public static UserWalletState Refunded(this UserWalletState state, string name) =>
        state.Apply(PaymentRules.Refund(state, Identifiers.Payment(Id(name)), Noon).Value!);

    public static UserWalletState Released(this UserWalletState state, string name) =>
        state.Apply(ReservationRules.Release(state, Id(name), Noon).Value!.Event!);

    public static UserWalletState Expired(this UserWalletState state, string name) =>
        state.Apply(new UserWalletEvent.Expired(Id(name), TheEvening, Noon));
}
