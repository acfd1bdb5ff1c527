using System.Collections.Immutable;
using Concert.Timing;

namespace Concert.Seats;

/// <summary>
/// The reservations that the seat map must resolve, and when: holds at their end, and at once the seats that reconciliation
/// found. No Orleans, no clock.
/// </summary>
internal sealed class HoldSchedule
{
    private readonly Dictionary<ReservationId, Entry> _entries = [];
    private readonly DeadlineQueue<ReservationId, DateTimeOffset> _deadlines;

    public HoldSchedule() => _deadlines = new(reservation => _entries.GetValueOrDefault(reservation)?.DueAt);

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>When the next reservation is due; null when the schedule is empty.</summary>
    public DateTimeOffset? NextDueAt => _deadlines.Next;

    /// <summary>
    /// Schedules a seat of a reservation. The reservation is due at the earliest time given for any of its seats, and its holds end
    /// at the latest end given: a later attempt of the same reservation may hold some of the seats for longer.
    /// </summary>
    /// <param name="until">The end of the hold by the clock of the user's grain; null when the seat is not held.</param>
    public void Set(ReservationId reservation, UserId user, SeatId seat, DateTimeOffset dueAt, DateTimeOffset? until)
    {
        var known = _entries.GetValueOrDefault(reservation);
        var seats = known is null ? [seat] : known.Seats.Add(seat);
        var at = known is null || dueAt < known.DueAt ? dueAt : known.DueAt;
        _entries[reservation] = new(user, at, known?.Until > until ? known.Until : until ?? known?.Until, seats);
        if (at != known?.DueAt) _deadlines.Add(reservation);
    }

    public bool Has(ReservationId reservation, SeatId seat) =>
        _entries.TryGetValue(reservation, out var entry) && entry.Seats.Contains(seat);

    /// <summary>The seat no longer belongs to that reservation, or it is consistent again.</summary>
    public void Remove(ReservationId reservation, SeatId seat)
    {
        if (!_entries.TryGetValue(reservation, out var entry)) return;
        var left = entry.Seats.Remove(seat);
        if (left.IsEmpty) _entries.Remove(reservation);
        else _entries[reservation] = entry with { Seats = left };
    }

    /// <summary>Removes and returns the reservations that are due.</summary>
    public IReadOnlyList<DueReservation> TakeDue(DateTimeOffset now)
    {
        var due = new List<DueReservation>();
        foreach (var id in _deadlines.TakeDue(now))
        {
            _entries.Remove(id, out var entry);
            due.Add(new(id, entry!.UserId, [.. entry.Seats], entry.Until));
        }

        return due;
    }

    private sealed record Entry(UserId UserId, DateTimeOffset DueAt, DateTimeOffset? Until, ImmutableHashSet<SeatId> Seats);
}

/// <summary>A reservation that its user's grain must resolve.</summary>
/// <param name="Until">The latest end of the holds of its seats, by the clock of the user's grain; null when none is held.</param>
internal sealed record DueReservation(
    ReservationId ReservationId, UserId UserId, ImmutableArray<SeatId> SeatIds, DateTimeOffset? Until);
