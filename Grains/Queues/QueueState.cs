using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>What a queue has decided. Each decision replaces the whole record.</summary>
/// <param name="Watermark">The highest place that was admitted or passed over. It never falls.</param>
/// <param name="Slots">The right to reserve, by place.</param>
/// <param name="AdmissionsPerSecond">The pace from which wait estimates are computed. It never falls, so no estimate grows.</param>
/// <param name="PaceCount">Slots that ended since <paramref name="PaceSince"/>: the pace now being measured.</param>
public sealed record QueueState(
    long Watermark,
    ImmutableDictionary<long, Slot> Slots,
    double AdmissionsPerSecond,
    int PaceCount,
    DateTimeOffset? PaceSince)
{
    public QueueState()
        : this(0, ImmutableDictionary<long, Slot>.Empty, 0, 0, null)
    {
    }

    /// <summary>The state after a restart: the rows of the places say who has a slot and how far the queue has advanced.</summary>
    public static QueueState Of(QueueProgress stored, IReadOnlyCollection<PlaceRow> places) => new(
        places.Where(place => place.AdmittedAt is not null).Select(place => place.Place).Append(stored.Watermark).Max(),
        places.Select(place => place.Slot).OfType<Slot>().ToImmutableDictionary(slot => slot.Place),
        stored.AdmissionsPerSecond,
        0,
        null);
}

/// <summary>
/// What is stored of a queue beside its places. The first two values only save the next activation from reading old places.
/// They may lag behind; each was durable before it was written.
/// </summary>
/// <param name="Watermark">Every place up to this one was admitted or passed over.</param>
/// <param name="EndedThrough">All slots at or below this place have ended.</param>
/// <param name="AdmissionsPerSecond">The highest pace that clients have seen.</param>
public sealed record QueueProgress(long Watermark, long EndedThrough, double AdmissionsPerSecond)
{
    public QueueProgress()
        : this(0, 0, 0)
    {
    }

    public static QueueProgress Of(QueueState durable, double admissionsPerSecond) => new(
        durable.Watermark,
        durable.Slots.IsEmpty ? durable.Watermark : durable.Slots.Keys.Min() - 1,
        admissionsPerSecond);
}

/// <summary>An admitted user's right to reserve.</summary>
/// <param name="ActiveUntil">The exclusive end, if the user claims the slot in time.</param>
/// <param name="IsClaimed">Whether the user has used the slot since admission.</param>
public sealed record Slot(UserId UserId, long Place, DateTimeOffset AdmittedAt, DateTimeOffset ActiveUntil, bool IsClaimed)
{
    /// <summary>The exclusive end of the slot as it is now: a slot that is not claimed ends with the claim window.</summary>
    public DateTimeOffset EndsAt(TimeSpan claimWindow) =>
        IsClaimed || AdmittedAt + claimWindow > ActiveUntil ? ActiveUntil : AdmittedAt + claimWindow;
}
