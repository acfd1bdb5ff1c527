using System.Collections.Immutable;
using System.Diagnostics;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// A user's money and reservations after <see cref="Seq"/> events. Immutable: each event gives a new state.
/// </summary>
public sealed record UserWalletState(
    UserId UserId,
    long Seq,
    Money Balance,
    ImmutableDictionary<ReservationId, Reservation> Reservations)
{
    // Computed once; each new state copies it.
    private readonly string _digest = Identifiers.DigestOf(UserId);

    public static UserWalletState Empty(UserId user) =>
        new(user, 0, Money.Zero, ImmutableDictionary<ReservationId, Reservation>.Empty);

    /// <summary>The id of the ledger entry that the next event would make.</summary>
    public TransactionId NextTransactionId => Identifiers.Transaction(_digest, Seq + 1);

    public Reservation? Find(ReservationId id) => Reservations.GetValueOrDefault(id);

    /// <summary>The number of seats of a performance that the user holds at this moment or owns.</summary>
    public int SeatCount(PerformanceId performance, DateTimeOffset now)
    {
        var count = 0;
        foreach (var reservation in Reservations.Values)
        {
            if (reservation.PerformanceId != performance) continue;
            if (reservation.Status is ReservationStatus.Paid
                || (reservation.Status is ReservationStatus.Held && now < reservation.Until))
            {
                count += reservation.Seats.Length;
            }
        }

        return count;
    }

    /// <summary>The state after an event. It checks no rule and reads no clock: the rules allowed the event.</summary>
    public UserWalletState Apply(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Charged charged => Next() with { Balance = charged.Balance },
        UserWalletEvent.Reserved reserved => Next() with
        {
            Reservations = Reservations.Add(reserved.Reservation.ReservationId, reserved.Reservation),
        },
        UserWalletEvent.Paid paid => Next(paid.ReservationId, ReservationStatus.Paid) with { Balance = paid.Balance },
        UserWalletEvent.Expired expired => Reservations.ContainsKey(expired.ReservationId)
            ? Next(expired.ReservationId, ReservationStatus.Expired)
            : Next() with { Reservations = Reservations.Add(expired.ReservationId, Tombstone(expired)) },
        UserWalletEvent.Released released => Next(released.ReservationId, ReservationStatus.Released),
        UserWalletEvent.Refunded refunded =>
            Next(refunded.ReservationId, ReservationStatus.Refunded) with { Balance = refunded.Balance },
        _ => throw new UnreachableException($"No such event: {e.GetType().Name}."),
    };

    private UserWalletState Next() => this with { Seq = Seq + 1 };

    private UserWalletState Next(ReservationId id, ReservationStatus status) =>
        Next() with { Reservations = Reservations.SetItem(id, Reservations[id] with { Status = status }) };

    // A reservation without seats: it was never made, and now it never can be.
    private Reservation Tombstone(UserWalletEvent.Expired expired) => new(
        expired.ReservationId,
        expired.PerformanceId,
        Ticket: null,
        ImmutableArray<SeatOffer>.Empty,
        Money.Zero,
        CreatedAt: expired.At,
        Until: expired.At,
        SalesOpenAt: expired.At,
        StartsAt: expired.At,
        Seq + 1,
        ReservationStatus.Expired);
}
