using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>What a queue has decided: replaced whole, told once it is durable.</summary>
/// <param name="Watermark">The highest place that was ever admitted or passed over; never falls.</param>
/// <param name="Slots">The right to reserve, by place.</param>
/// <param name="AdmissionsPerSecond">The pace that estimates rest on; never falls, so that no estimate grows.</param>
/// <param name="PaceCount">Slots that ended since <paramref name="PaceSince"/>: the pace being measured.</param>
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

    /// <summary>What is so after a restart: the places' rows say who is in and how far the line has moved.</summary>
    public static QueueState Of(QueueProgress kept, IReadOnlyCollection<PlaceRow> places) => new(
        places.Where(place => place.AdmittedAt is not null).Select(place => place.Place).Append(kept.Watermark).Max(),
        places.Select(place => place.Slot).OfType<Slot>().ToImmutableDictionary(slot => slot.Place),
        kept.AdmissionsPerSecond,
        0,
        null);
}

/// <summary>
/// What is kept of a queue besides its places. The first two only spare a reader the places of long ago, and may lag behind;
/// each was durable before it was written.
/// </summary>
/// <param name="Watermark">A place up to which all were let in or passed over.</param>
/// <param name="EndedThrough">A place up to which nobody is in any more.</param>
/// <param name="AdmissionsPerSecond">The highest pace that was ever told.</param>
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
/// <param name="ActiveUntil">The exclusive end, if it is claimed in time.</param>
/// <param name="IsClaimed">Whether the user has shown up since admission.</param>
public sealed record Slot(UserId UserId, long Place, DateTimeOffset AdmittedAt, DateTimeOffset ActiveUntil, bool IsClaimed)
{
    /// <summary>The exclusive end as things stand.</summary>
    public DateTimeOffset EndsAt(TimeSpan claimWindow) =>
        IsClaimed || AdmittedAt + claimWindow > ActiveUntil ? ActiveUntil : AdmittedAt + claimWindow;
}
