using System.Collections.Immutable;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// What the limits of holding seats need of the reservations that are archived: how many were made from the newest place of each queue,
/// and which seats were let go lately. Both are bounded, and a user has to end dozens of reservations to have any of it.
/// </summary>
/// <param name="Places">Of each concert the newest place that made an archived reservation; the last changed is the last.</param>
/// <param name="LetGo">In the order in which they were archived.</param>
public sealed record ArchivedHolds(ImmutableArray<PlaceHolds> Places, ImmutableArray<SeatsLetGo> LetGo)
{
    /// <summary>The highest number of reservations that a setting may allow one slot to make.</summary>
    public const int MaxLetGo = 100;

    // Slots last minutes, and each of these is of another concert: a user cannot use more of them at a time.
    private const int MaxPlaces = 64;

    /// <summary>The longest cooldown that a setting may ask for.</summary>
    public static readonly TimeSpan LongestCooldown = TimeSpan.FromHours(1);

    public static ArchivedHolds Empty { get; } = new([], []);

    /// <summary>The number of archived reservations that were made from a place.</summary>
    public int CountOf(QueueTicket ticket) => Places.FirstOrDefault(holds => holds.Ticket == ticket).Count;

    public ArchivedHolds Add(Reservation reservation) => new(WithPlaceOf(reservation), WithSeatsOf(reservation));

    // A user has one place of a concert at a time, and a later one has a higher number: an earlier place makes no reservation any more.
    private ImmutableArray<PlaceHolds> WithPlaceOf(Reservation reservation)
    {
        if (reservation.Ticket is not { } ticket) return Places;
        var known = Places.FirstOrDefault(holds => holds.Ticket.ConcertId == ticket.ConcertId);
        if (known.Ticket.Place > ticket.Place) return Places;
        var holds = new PlaceHolds(ticket, known.Ticket.Place == ticket.Place ? known.Count + 1 : 1);
        var places = Places.Remove(known).Add(holds);
        return places.Length > MaxPlaces ? places.RemoveAt(0) : places;
    }

    private ImmutableArray<SeatsLetGo> WithSeatsOf(Reservation reservation) => SeatsLetGo.Of(reservation).Aggregate(LetGo, With);

    private static ImmutableArray<SeatsLetGo> With(ImmutableArray<SeatsLetGo> letGo, SeatsLetGo seats)
    {
        var recent = letGo.RemoveAll(earlier => seats.At - earlier.At >= LongestCooldown).Add(seats);
        return recent.Length > MaxLetGo ? recent.RemoveAt(0) : recent;
    }
}

/// <summary>How many archived reservations a place in a queue has made.</summary>
public readonly record struct PlaceHolds(QueueTicket Ticket, int Count);

/// <summary>Seats that a user held and did not pay for.</summary>
/// <param name="At">When they were released or dropped, or when their hold was found to be over.</param>
public sealed record SeatsLetGo(PerformanceId PerformanceId, ImmutableArray<SeatId> SeatIds, DateTimeOffset At)
{
    /// <summary>
    /// What each change dropped, whatever became of the reservation; then its seats, if it was let go and its end is known.
    /// </summary>
    public static IEnumerable<SeatsLetGo> Of(Reservation reservation)
    {
        foreach (var change in reservation.Changes)
            if (!change.SeatIds.IsEmpty) yield return new(reservation.PerformanceId, change.SeatIds, change.At);
        if (reservation is { IsLetGo: true, EndedAt: { } at })
            yield return new(reservation.PerformanceId, [.. reservation.Seats.Select(seat => seat.SeatId)], at);
    }
}
