using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>Which reservations are to be settled, and when: holds at their end, and at once whatever healing found.</summary>
internal sealed class HoldSchedule
{
    private readonly Dictionary<ReservationId, Entry> _entries = [];
    private readonly PriorityQueue<ReservationId, DateTimeOffset> _queue = new();

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>When the next is due; none: nothing is.</summary>
    public DateTimeOffset? NextDueAt
    {
        get
        {
            while (_queue.TryPeek(out var id, out var at))
            {
                if (_entries.TryGetValue(id, out var entry) && entry.DueAt == at) return at;
                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>A seat to settle for a reservation; the reservation is due at the earliest time told for any of its seats.</summary>
    public void Set(ReservationId reservation, UserId user, SeatId seat, DateTimeOffset dueAt)
    {
        var known = _entries.GetValueOrDefault(reservation);
        var seats = known is null ? [seat] : known.Seats.Add(seat);
        var at = known is null || dueAt < known.DueAt ? dueAt : known.DueAt;
        _entries[reservation] = new(user, at, seats);
        if (at != known?.DueAt) _queue.Enqueue(reservation, at);
    }

    /// <summary>The seat is that reservation's no more, or as it should be.</summary>
    public void Remove(ReservationId reservation, SeatId seat)
    {
        if (!_entries.TryGetValue(reservation, out var entry)) return;
        var left = entry.Seats.Remove(seat);
        if (left.IsEmpty) _entries.Remove(reservation);
        else _entries[reservation] = entry with { Seats = left };
    }

    /// <summary>Takes out all that is due.</summary>
    public IReadOnlyList<DueReservation> TakeDue(DateTimeOffset now)
    {
        var due = new List<DueReservation>();
        while (NextDueAt is { } at && at <= now)
        {
            var id = _queue.Dequeue();
            _entries.Remove(id, out var entry);
            due.Add(new(id, entry!.UserId, [.. entry.Seats]));
        }

        return due;
    }

    private sealed record Entry(UserId UserId, DateTimeOffset DueAt, ImmutableHashSet<SeatId> Seats);
}

/// <summary>A reservation to be settled with its user's grain.</summary>
internal sealed record DueReservation(ReservationId ReservationId, UserId UserId, ImmutableArray<SeatId> SeatIds);
