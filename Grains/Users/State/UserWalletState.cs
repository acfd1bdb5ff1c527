using System.Collections.Immutable;
using System.Diagnostics;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// A user's money and reservations after <see cref="Seq"/> events. Immutable: each event gives a new state. It holds the
/// reservations that can still change, and the <see cref="MaxEnded"/> that ended last. Those that ended earlier are archived: only
/// their rows have them, so that a state, and its snapshot, stay small however often a user reserves and releases.
/// </summary>
/// <param name="Reservations">All that are held or paid, and those of <paramref name="Ended"/>.</param>
/// <param name="Ended">In the order in which they ended.</param>
/// <param name="Archived">How far the archive goes.</param>
/// <param name="ArchivedHolds">What the limits of holding seats need of the archived ones.</param>
public sealed record UserWalletState(
    UserId UserId,
    long Seq,
    Money Balance,
    ImmutableDictionary<ReservationId, Reservation> Reservations,
    ImmutableArray<ReservationId> Ended,
    ArchiveExtent Archived,
    ArchivedHolds ArchivedHolds)
{
    /// <summary>A first page of a list, and the last steps of a user, need no row.</summary>
    public const int MaxEnded = 32;

    // Computed once; each new state copies it.
    private readonly string _digest = Identifiers.DigestOf(UserId);

    public static UserWalletState Empty(UserId user) =>
        new(user, 0, Money.Zero, ImmutableDictionary<ReservationId, Reservation>.Empty, [], default, ArchivedHolds.Empty);

    /// <summary>The id of the ledger entry that the next event would make.</summary>
    public TransactionId NextTransactionId => Identifiers.Transaction(_digest, Seq + 1);

    /// <summary>Null when it is unknown, and when it is archived.</summary>
    public Reservation? Find(ReservationId id) => Reservations.GetValueOrDefault(id);

    /// <summary>The state as a rule must see it that decides about an archived reservation, which was read from its rows.</summary>
    public UserWalletState With(Reservation archived)
    {
        Invariant.Holds(archived.IsEnded, $"{archived.ReservationId} is archived and {archived.Status}.");
        return this with { Reservations = Reservations.SetItem(archived.ReservationId, archived) };
    }

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

    /// <summary>
    /// The number of reservations that the user has made from a place in a queue, whatever became of them. A tombstone is none.
    /// </summary>
    public int HoldCount(QueueTicket ticket) =>
        Reservations.Values.Count(reservation => reservation.Ticket == ticket) + ArchivedHolds.CountOf(ticket);

    /// <summary>The seats of a performance that the user let go less than a cooldown ago, and when each may be held again.</summary>
    public ImmutableDictionary<SeatId, DateTimeOffset> CoolingSeats(PerformanceId performance, TimeSpan cooldown, DateTimeOffset now)
    {
        var cooling = ImmutableDictionary<SeatId, DateTimeOffset>.Empty;
        // The clock of an earlier activation may have been ahead of this one's: what is off must not depend on it.
        if (cooldown == TimeSpan.Zero) return cooling;
        foreach (var seats in LetGoOf(performance))
        {
            // Not longer than it was meant to last, if the clock was set back since.
            var availableAt = (seats.At < now ? seats.At : now) + cooldown;
            if (now >= availableAt) continue;
            // A seat that was let go twice is free for the user after the second time.
            foreach (var seat in seats.SeatIds)
                if (!(cooling.TryGetValue(seat, out var known) && known > availableAt)) cooling = cooling.SetItem(seat, availableAt);
        }

        return cooling;
    }

    /// <summary>The state after an event. It checks no rule and reads no clock: the rules allowed the event.</summary>
    public UserWalletState Apply(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Charged charged => Next() with { Balance = charged.Balance },
        UserWalletEvent.Reserved reserved => Next() with
        {
            Reservations = Reservations.Add(reserved.Reservation.ReservationId, reserved.Reservation),
        },
        UserWalletEvent.Paid paid => Next() with
        {
            Balance = paid.Balance,
            Reservations = Reservations.SetItem(
                paid.ReservationId, Open(paid.ReservationId) with { Status = ReservationStatus.Paid }),
        },
        UserWalletEvent.Expired expired => End(IsTombstone(expired)
            ? Reservation.Tombstone(expired.ReservationId, expired.PerformanceId, expired.At, Seq + 1)
            : EndOf(expired.ReservationId, ReservationStatus.Expired, expired.At)),
        UserWalletEvent.Released released => End(EndOf(released.ReservationId, ReservationStatus.Released, released.At)),
        UserWalletEvent.Refunded refunded =>
            End(EndOf(refunded.ReservationId, ReservationStatus.Refunded, refunded.At)) with { Balance = refunded.Balance },
        UserWalletEvent.SeatsChanged changed => Next() with
        {
            Reservations = Reservations.SetItem(changed.Reservation.ReservationId, Changed(changed.Reservation)),
        },
        UserWalletEvent.CheckedIn checkedIn => Next() with
        {
            Reservations = Reservations.SetItem(checkedIn.ReservationId, WithCheckIn(Open(checkedIn.ReservationId), checkedIn)),
        },
        _ => throw new UnreachableException($"No such event: {e.GetType().Name}."),
    };

    /// <summary>Whether the event is the tombstone of a reservation that was never made.</summary>
    public bool IsTombstone(UserWalletEvent.Expired expired) => !Reservations.ContainsKey(expired.ReservationId);

    private UserWalletState Next() => this with { Seq = Seq + 1 };

    private Reservation Open(ReservationId id)
    {
        var reservation = Reservations.GetValueOrDefault(id);
        Invariant.Holds(reservation is { IsEnded: false }, $"{UserId}: {id} is {reservation?.Status.ToString() ?? "unknown"}.");
        return reservation!;
    }

    private static Reservation WithCheckIn(Reservation reservation, UserWalletEvent.CheckedIn e)
    {
        Invariant.Holds(
            reservation.TicketVersion is not null && reservation.CheckIns.All(earlier => earlier.SeatId != e.SeatId),
            $"{e.SeatId} of {reservation.ReservationId} is checked in twice, or not paid.");
        return reservation with { CheckIns = reservation.CheckIns.Add(e.CheckIn) };
    }

    private Reservation Changed(Reservation after)
    {
        var before = Open(after.ReservationId);
        Invariant.Holds(
            before.Status is ReservationStatus.Held
            && after == before with { Seats = after.Seats, Amount = after.Amount, Changes = after.Changes }
            && after.Changes.Length == before.Changes.Length + 1
            && !after.IsTombstone
            && !after.Seats.Any(seat => after.HasDropped(seat.SeatId)),
            $"The seats of {after.ReservationId} changed while it was {before.Status}, and other values with them.");
        return after;
    }

    private Reservation EndOf(ReservationId id, ReservationStatus status, DateTimeOffset at) =>
        Open(id) with { Status = status, EndedAt = at };

    private IEnumerable<SeatsLetGo> LetGoOf(PerformanceId performance) => Reservations.Values
        .Where(reservation => reservation.PerformanceId == performance)
        .SelectMany(SeatsLetGo.Of)
        .Concat(ArchivedHolds.LetGo.Where(seats => seats.PerformanceId == performance));

    // The one that ended just now stays, so that the steps that follow its end find it without a read.
    private UserWalletState End(Reservation ended)
    {
        var next = Next() with
        {
            Reservations = Reservations.SetItem(ended.ReservationId, ended),
            Ended = Ended.Add(ended.ReservationId),
        };
        return next.Ended.Length > MaxEnded ? next.ArchiveFirst() : next;
    }

    private UserWalletState ArchiveFirst()
    {
        var first = Reservations[Ended[0]];
        return this with
        {
            Reservations = Reservations.Remove(first.ReservationId),
            Ended = Ended.RemoveAt(0),
            Archived = Archived.Add(first),
            ArchivedHolds = ArchivedHolds.Add(first),
        };
    }
}

/// <param name="Count">The number of archived reservations, tombstones included.</param>
/// <param name="ThroughSeq">
/// The highest <see cref="Reservation.Seq"/> among them; 0 when there is none. Every reservation after it is in memory.
/// </param>
public readonly record struct ArchiveExtent(long Count, long ThroughSeq)
{
    public bool IsEmpty => Count == 0;

    public ArchiveExtent Add(Reservation reservation) => new(Count + 1, Math.Max(ThroughSeq, reservation.Seq));
}
