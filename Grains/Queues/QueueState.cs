using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>What a queue has decided. Each decision replaces the whole record.</summary>
/// <param name="Watermark">The highest place that was admitted or passed over. It never falls.</param>
/// <param name="Slots">The right to reserve, by place.</param>
/// <param name="AdmissionsPerSecond">The pace from which wait estimates are computed. It never falls, so no estimate grows.</param>
/// <param name="PaceCount">Slots that ended since <paramref name="PaceSince"/>: the pace now being measured.</param>
/// <param name="PaceSince">When the measurement began, in elapsed time.</param>
internal sealed record QueueState(
    long Watermark,
    ImmutableDictionary<long, Slot> Slots,
    double AdmissionsPerSecond,
    int PaceCount,
    TimeSpan? PaceSince)
{
    public QueueState()
        : this(0, ImmutableDictionary<long, Slot>.Empty, 0, 0, null)
    {
    }

    /// <summary>
    /// The state after a restart: the rows of the places say who has a slot and how far the queue has advanced. The pace is measured
    /// from now on: the slots that ended while the queue was away end together now, which is no pace that the queue can hold.
    /// </summary>
    public static QueueState Of(
        QueueProgress stored, IReadOnlyCollection<PlaceRow> places, QueueOptions options, QueueMoment now) => new(
        places.Where(place => place.AdmittedAt is not null).Select(place => place.Place).Append(stored.Watermark).Max(),
        places.Where(place => place.HasSlot).Select(place => Slot.Restore(place, options, now)).ToImmutableDictionary(slot => slot.Place),
        stored.AdmissionsPerSecond,
        0,
        now.Elapsed);
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

    internal static QueueProgress Of(QueueState durable, double admissionsPerSecond) => new(
        durable.Watermark,
        durable.Slots.IsEmpty ? durable.Watermark : durable.Slots.Keys.Min() - 1,
        admissionsPerSecond);
}
