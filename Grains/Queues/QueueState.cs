using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Concert.Queues;

/// <summary>What is kept of a queue besides its places: replaced whole, written with a version.</summary>
/// <param name="Watermark">The highest place that was ever admitted or passed over; never falls.</param>
/// <param name="Slots">The right to reserve, by place.</param>
/// <param name="AdmissionsPerSecond">The pace that estimates rest on; never falls, so that no estimate grows.</param>
/// <param name="PaceCount">Slots that ended since <paramref name="PaceSince"/>: the pace being measured.</param>
[method: JsonConstructor]
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
