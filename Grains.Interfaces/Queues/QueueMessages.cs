using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>A user's place: a number that grows with each one who joins and is never given twice in a concert's queue.</summary>
[GenerateSerializer, Immutable, Alias("QueuePlace")]
public readonly record struct QueuePlace([property: Id(0)] UserId UserId, [property: Id(1)] long Place);

[GenerateSerializer, Alias("QueueStatus")]
public enum QueueStatus
{
    Waiting = 0,
    Active = 1,
    Expired = 2,
}

/// <param name="IsNew">False: the user had this place already.</param>
[GenerateSerializer, Immutable, Alias("QueueEntry")]
public sealed record QueueEntry([property: Id(0)] QueueStanding Standing, [property: Id(1)] bool IsNew);

/// <param name="Position">1 is next; 0 when not waiting.</param>
/// <param name="ActiveUntil">The exclusive end of the slot, while active.</param>
[GenerateSerializer, Immutable, Alias("QueueStanding")]
public sealed record QueueStanding(
    [property: Id(0)] long Place,
    [property: Id(1)] QueueStatus Status,
    [property: Id(2)] long Position,
    [property: Id(3)] DateTimeOffset? ActiveUntil,
    [property: Id(4)] double AdmissionsPerSecond);

/// <param name="ActiveUntil">The exclusive end of the slot.</param>
[GenerateSerializer, Immutable, Alias("QueueSlot")]
public sealed record QueueSlot([property: Id(0)] DateTimeOffset ActiveUntil);

/// <summary>
/// Which departures the caller has already: those of <paramref name="Epoch"/> up to the <paramref name="DepartureCount"/>-th.
/// </summary>
[GenerateSerializer, Immutable, Alias("QueueViewRequest")]
public readonly record struct QueueViewRequest([property: Id(0)] long Epoch, [property: Id(1)] int DepartureCount);

/// <summary>
/// The line as a gateway sees it. A place above <see cref="Watermark"/> that has not departed is waiting; its position is
/// the number of places above the watermark and up to it, less those that departed. Departures are told in the order
/// they happened, and only those above the watermark.
/// </summary>
/// <param name="Watermark">The highest place that was ever admitted (or passed over); never falls.</param>
/// <param name="Epoch">Changes when the grain was made anew: forget the departures known before and take these.</param>
/// <param name="DepartureCount">How many departures this epoch has had: ask with it next time.</param>
/// <param name="Departures">Places of waiting users who left, those after the ones the caller has.</param>
/// <param name="AdmissionsPerSecond">The pace that estimates rest on; never falls, so that no estimate grows.</param>
[GenerateSerializer, Immutable, Alias("QueueView")]
public sealed record QueueView(
    [property: Id(0)] long Watermark,
    [property: Id(1)] long Epoch,
    [property: Id(2)] int DepartureCount,
    [property: Id(3)] ImmutableArray<long> Departures,
    [property: Id(4)] double AdmissionsPerSecond);

/// <param name="WaitingCount">Places in the line.</param>
/// <param name="ActiveCount">Slots that were given and are not over, claimed or not.</param>
[GenerateSerializer, Immutable, Alias("QueueCounts")]
public sealed record QueueCounts([property: Id(0)] int WaitingCount, [property: Id(1)] int ActiveCount);
