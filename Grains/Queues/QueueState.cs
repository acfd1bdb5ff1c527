using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>What a queue has decided. Each decision replaces the whole record.</summary>
/// <param name="Watermark">The highest turn that was admitted or passed over. It never falls.</param>
/// <param name="Slots">The right to reserve, by place.</param>
/// <param name="AdmissionsPerSecond">The measured pace, from which wait estimates are computed.</param>
/// <param name="PaceCount">Slots that ended since <paramref name="PaceSince"/>: the pace now being measured.</param>
/// <param name="PaceSince">When the measurement began, in elapsed time.</param>
/// <param name="RateAt">When the last admission would have been at an even rate, plus one interval; in elapsed time.</param>
/// <param name="LowestAside">
/// The lowest turn at or below the watermark that waits in front of the line, or whose user may come back; null when there is none.
/// </param>
internal sealed record QueueState(
    long Watermark,
    ImmutableDictionary<long, Slot> Slots,
    double AdmissionsPerSecond,
    int PaceCount,
    TimeSpan? PaceSince,
    TimeSpan RateAt = default,
    long? LowestAside = null)
{
    public QueueState()
        : this(0, ImmutableDictionary<long, Slot>.Empty, 0, 0, null)
    {
    }

    /// <summary>
    /// The state after a restart: the rows of the places say who has a slot and, once the queue has opened, how far it has advanced. The
    /// pace is measured from now on: the slots that ended while the queue was away end together now, which is no pace that the queue can
    /// hold.
    /// </summary>
    public static QueueState Of(
        QueueProgress stored, IReadOnlyCollection<PlaceRow> places, DrawOrder order, QueueOptions options, QueueMoment now) => new(
        // Without a stored opening the turns of admitted places are not known: a failover of the database can lose the opening and keep
        // admissions. The watermark would pass over users who wait.
        stored.Opening is null
            ? stored.Watermark
            : places.Where(place => (place.AdmittedAt ?? place.PassedOverAt) is not null)
                .Select(place => order.TurnOf(place.Place)).Append(stored.Watermark).Max(),
        places.Where(place => place.HasSlot).Select(place => Slot.Restore(place, options, now)).ToImmutableDictionary(slot => slot.Place),
        stored.AdmissionsPerSecond,
        0,
        now.Elapsed,
        now.Elapsed);
}
