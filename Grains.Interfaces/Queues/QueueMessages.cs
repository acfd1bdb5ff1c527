using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>A user's place in a concert's queue. Each join gets the next number; no number is given twice.</summary>
[GenerateSerializer, Immutable, Alias("QueuePlace")]
public readonly record struct QueuePlace([property: Id(0)] UserId UserId, [property: Id(1)] long Place);

[GenerateSerializer, Alias("QueueStatus")]
public enum QueueStatus
{
    Waiting = 0,
    Active = 1,
    Expired = 2,
}

/// <param name="IsNew">False when the user had this place already.</param>
[GenerateSerializer, Immutable, Alias("QueueEntry")]
public sealed record QueueEntry([property: Id(0)] QueueStanding Standing, [property: Id(1)] bool IsNew);

/// <param name="Position">1 is next; 0 when not waiting.</param>
/// <param name="ActiveUntil">The exclusive end of the slot, while active.</param>
/// <param name="ClaimWindow">As in <see cref="QueueView"/>.</param>
[GenerateSerializer, Immutable, Alias("QueueStanding")]
public sealed record QueueStanding(
    [property: Id(0)] long Place,
    [property: Id(1)] QueueStatus Status,
    [property: Id(2)] long Position,
    [property: Id(3)] DateTimeOffset? ActiveUntil,
    [property: Id(4)] double AdmissionsPerSecond,
    [property: Id(5)] TimeSpan ClaimWindow = default);

/// <param name="ActiveUntil">The exclusive end of the slot.</param>
/// <param name="At">The time of this answer by the queue's clock; null from a process that did not send it.</param>
[GenerateSerializer, Immutable, Alias("QueueSlot")]
public sealed record QueueSlot([property: Id(0)] DateTimeOffset ActiveUntil, [property: Id(1)] DateTimeOffset? At = null);

/// <summary>
/// The departures that the caller has: the first <paramref name="DepartureCount"/> of <paramref name="Epoch"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("QueueViewRequest")]
public readonly record struct QueueViewRequest([property: Id(0)] long Epoch, [property: Id(1)] int DepartureCount);

/// <summary>
/// The queue as a gateway caches it. A place above <see cref="Watermark"/> that has not departed is waiting; its position is the
/// number of places above the watermark up to that place, minus those that departed. Departures come in the order in which they
/// happened, and only those above the watermark.
/// </summary>
/// <param name="Watermark">The highest place that was admitted or passed over. It never falls.</param>
/// <param name="Epoch">Changes with each activation of the grain: the departures are then all that the activation knows.</param>
/// <param name="DepartureCount">The number of departures in this epoch; the next request sends it.</param>
/// <param name="Departures">Places of waiting users who left, after those that the caller has.</param>
/// <param name="AdmissionsPerSecond">The pace from which estimates are computed. It never falls, so no estimate grows.</param>
/// <param name="ClaimWindow">
/// The silo's setting, which bounds the poll interval. Zero from a silo of version 0.1.0, whose users poll at most 10 s apart.
/// </param>
[GenerateSerializer, Immutable, Alias("QueueView")]
public sealed record QueueView(
    [property: Id(0)] long Watermark,
    [property: Id(1)] long Epoch,
    [property: Id(2)] int DepartureCount,
    [property: Id(3)] ImmutableArray<long> Departures,
    [property: Id(4)] double AdmissionsPerSecond,
    [property: Id(5)] TimeSpan ClaimWindow = default);

/// <param name="WaitingCount">Waiting places.</param>
/// <param name="ActiveCount">Slots that have not ended, claimed or not.</param>
[GenerateSerializer, Immutable, Alias("QueueCounts")]
public sealed record QueueCounts([property: Id(0)] int WaitingCount, [property: Id(1)] int ActiveCount);
