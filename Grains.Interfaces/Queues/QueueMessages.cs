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

    /// <summary>The sale has not opened: the place takes part in the draw, and has no position yet.</summary>
    Lobby = 3,
}

/// <summary>The phase of a concert's queue. The numbers make a silo that does not send one mean an open queue.</summary>
[GenerateSerializer, Alias("QueuePhase")]
public enum QueuePhase
{
    /// <summary>Users are admitted.</summary>
    Open = 0,

    /// <summary>Nobody can join yet.</summary>
    Closed = 1,

    /// <summary>Users can join, and nobody is admitted.</summary>
    Lobby = 2,

    /// <summary>All sales are over.</summary>
    Ended = 3,
}

/// <param name="IsNew">False when the user had this place already.</param>
[GenerateSerializer, Immutable, Alias("QueueEntry")]
public sealed record QueueEntry([property: Id(0)] QueueStanding Standing, [property: Id(1)] bool IsNew);

/// <param name="Position">1 is next; 0 when not waiting.</param>
/// <param name="ActiveUntil">The exclusive end of the slot, while active.</param>
/// <param name="ClaimWindow">As in <see cref="QueueView"/>.</param>
/// <param name="ClaimBy">When the slot ends if nobody claims it; null once it is claimed.</param>
/// <param name="IsInFront">
/// Waiting in front of the line: the turn was passed over, or the user missed it and came back. Snapshots do not know such places.
/// </param>
/// <param name="ReturnBy">Until when a user who missed the turn can join again and stand in front of the line; null: not at all.</param>
/// <param name="AddressWait">
/// The least that the user waits, because as many users of the same address were admitted recently as the queue allows. Zero: not so.
/// </param>
[GenerateSerializer, Immutable, Alias("QueueStanding")]
public sealed record QueueStanding(
    [property: Id(0)] long Place,
    [property: Id(1)] QueueStatus Status,
    [property: Id(2)] long Position,
    [property: Id(3)] DateTimeOffset? ActiveUntil,
    [property: Id(4)] double AdmissionsPerSecond,
    [property: Id(5)] TimeSpan ClaimWindow = default,
    [property: Id(6)] DateTimeOffset? ClaimBy = null,
    [property: Id(7)] bool IsInFront = false,
    [property: Id(8)] DateTimeOffset? ReturnBy = null,
    [property: Id(9)] TimeSpan AddressWait = default);

/// <summary>A user joins a queue.</summary>
/// <param name="UserId">The user.</param>
/// <param name="AddressTag">
/// A hash of the address that the user joins from; 0: not known, or not to be counted. Users with one tag share the bound of admissions.
/// </param>
/// <param name="CallMe">
/// True: the user wants to be called, and has more time to claim the slot; false: no longer; null: as before, which is not, at first.
/// </param>
/// <param name="IsOnlyAgain">
/// True: the user joins only if they have a place, or may come back to it. Others are refused with <c>presale_code_required</c>.
/// </param>
[GenerateSerializer, Immutable, Alias("QueueJoin")]
public sealed record QueueJoin(
    [property: Id(0)] UserId UserId,
    [property: Id(1)] long AddressTag,
    [property: Id(2)] bool? CallMe,
    [property: Id(3)] bool IsOnlyAgain = false);

/// <param name="ActiveUntil">The exclusive end of the slot.</param>
/// <param name="At">The time of this answer by the queue's clock; null from a process that did not send it.</param>
[GenerateSerializer, Immutable, Alias("QueueSlot")]
public sealed record QueueSlot([property: Id(0)] DateTimeOffset ActiveUntil, [property: Id(1)] DateTimeOffset? At = null);

/// <summary>
/// The departures that the caller has: the first <paramref name="DepartureCount"/> of <paramref name="Epoch"/>.
/// </summary>
/// <param name="Epoch">Of the last view.</param>
/// <param name="DepartureCount">Of the last view.</param>
/// <param name="Seen">
/// Places whose users polled or streamed since the last request. A gateway reports a place at least three times within
/// <see cref="QueueView.AbsentAfter"/>. Not set by a gateway of version 0.1.0, which does not know who is there.
/// </param>
[GenerateSerializer, Immutable, Alias("QueueViewRequest")]
public readonly record struct QueueViewRequest(
    [property: Id(0)] long Epoch, [property: Id(1)] int DepartureCount, [property: Id(2)] ImmutableArray<long> Seen = default);

/// <summary>
/// The queue as a gateway caches it. All numbers are turns (<see cref="DrawOrder"/>); before the opening they are places. A turn above
/// <see cref="Watermark"/> that has not departed is waiting; its position is the number of turns above the watermark up to it, minus
/// those that departed. Departures come in the order in which they happened, and only those above the watermark.
/// </summary>
/// <param name="Watermark">The highest turn that was admitted or passed over. It never falls.</param>
/// <param name="Epoch">Changes with each activation of the grain: the departures are then all that the activation knows.</param>
/// <param name="DepartureCount">The number of departures in this epoch; the next request sends it.</param>
/// <param name="Departures">Turns of waiting users who left, after those that the caller has.</param>
/// <param name="AdmissionsPerSecond">The measured pace, from which estimates are computed.</param>
/// <param name="ClaimWindow">
/// The silo's setting, which bounds the poll interval. Zero from a silo of version 0.1.0, whose users poll at most 10 s apart.
/// </param>
/// <param name="WaitingCount">How many users wait, or are in the lobby.</param>
/// <param name="Opening">Null from a silo of version 0.1.0, whose queues are always open and have no draw.</param>
/// <param name="Notice">What the operators do with the queue, and what is left; null from a silo of version 0.1.0.</param>
/// <param name="FrontCount">How many users wait in front of the line. The position of each turn that waits is greater by this.</param>
/// <param name="AbsentAfter">
/// The silo's setting: who neither polls nor streams for this long is passed over. It bounds the poll interval too. Zero from a silo of
/// version 0.1.0, which passes nobody over.
/// </param>
/// <param name="MaxActive">Users admitted at a time, which decides who is far from the door; 0 from a silo that did not send it.</param>
[GenerateSerializer, Immutable, Alias("QueueView")]
public sealed record QueueView(
    [property: Id(0)] long Watermark,
    [property: Id(1)] long Epoch,
    [property: Id(2)] int DepartureCount,
    [property: Id(3)] ImmutableArray<long> Departures,
    [property: Id(4)] double AdmissionsPerSecond,
    [property: Id(5)] TimeSpan ClaimWindow = default,
    [property: Id(6)] int WaitingCount = 0,
    [property: Id(7)] QueueOpening? Opening = null,
    [property: Id(8)] QueueNotice? Notice = null,
    [property: Id(9)] int FrontCount = 0,
    [property: Id(10)] TimeSpan AbsentAfter = default,
    [property: Id(11)] int MaxActive = 0);

/// <summary>When a queue opens, and its draw.</summary>
/// <param name="LobbyOpensAt">From this time on users can join.</param>
/// <param name="OpensAt">The first of the concert's sales opens: the early are drawn, and users are admitted.</param>
/// <param name="Commitment">The hash of the draw's seed, in lower-case hex; null: first come, first served among the early too.</param>
/// <param name="Seed">The draw's seed, in lower-case hex; null until the order is drawn.</param>
/// <param name="EarlyCount">The highest place that joined before the opening; null until the queue has opened.</param>
[GenerateSerializer, Immutable, Alias("QueueOpening")]
public sealed record QueueOpening(
    [property: Id(0)] QueuePhase Phase,
    [property: Id(1)] DateTimeOffset LobbyOpensAt,
    [property: Id(2)] DateTimeOffset OpensAt,
    [property: Id(3)] string? Commitment,
    [property: Id(4)] string? Seed,
    [property: Id(5)] long? EarlyCount);

/// <summary>What those who wait should know beside their position.</summary>
/// <param name="IsPaused">The operators have stopped admission for a while.</param>
/// <param name="Message">The operators' text for those who wait; null: none.</param>
/// <param name="IsSoldOut">No seat is left, not even a held one that may come back.</param>
/// <param name="LikelyThrough">The last position for which seats are probably left; null: not known.</param>
/// <param name="IsAllHeld">No seat is left, but held ones may come back. False from a silo of version 0.1.0.</param>
[GenerateSerializer, Immutable, Alias("QueueNotice")]
public sealed record QueueNotice(
    [property: Id(0)] bool IsPaused,
    [property: Id(1)] string? Message,
    [property: Id(2)] bool IsSoldOut,
    [property: Id(3)] long? LikelyThrough,
    [property: Id(4)] bool IsAllHeld = false);

/// <summary>An operator's change of a queue's admission; what is null stays as it is.</summary>
/// <param name="MaxActive">Users admitted at a time.</param>
/// <param name="AdmissionsPerMinute">0: as fast as slots are free.</param>
/// <param name="IsPaused">True: nobody is admitted until it is false again.</param>
/// <param name="Message">A text for those who wait; empty: none.</param>
[GenerateSerializer, Immutable, Alias("QueueControlChange")]
public sealed record QueueControlChange(
    [property: Id(0)] int? MaxActive,
    [property: Id(1)] int? AdmissionsPerMinute,
    [property: Id(2)] bool? IsPaused,
    [property: Id(3)] string? Message);

/// <summary>What is in force for a queue.</summary>
/// <param name="MaxActive">Users admitted at a time.</param>
/// <param name="AdmissionsPerMinute">Null: as fast as slots are free.</param>
/// <param name="IsPaused">Nobody is admitted.</param>
/// <param name="Message">A text for those who wait; null: none.</param>
[GenerateSerializer, Immutable, Alias("QueueControls")]
public sealed record QueueControls(
    [property: Id(0)] int MaxActive,
    [property: Id(1)] int? AdmissionsPerMinute,
    [property: Id(2)] bool IsPaused,
    [property: Id(3)] string? Message);

/// <summary>A queue in numbers, for its operators. All counts are of places, from the concert's creation on.</summary>
/// <param name="WaitingCount">Waiting now; 0 before the opening.</param>
/// <param name="LobbyCount">In the lobby now; 0 after the opening.</param>
/// <param name="ActiveCount">With a slot now, claimed or not.</param>
/// <param name="AdmittedCount">Ever admitted.</param>
/// <param name="ClaimedCount">Ever admitted, and the slot claimed.</param>
/// <param name="ExpiredUnclaimedCount">Ever admitted, and the slot ended without a claim.</param>
/// <param name="DepartedCount">Given up while waiting.</param>
/// <param name="AdmissionsPerMinute">Admissions in the last minute.</param>
/// <param name="OldestWait">How long the first of the line has waited, the lobby not counted; zero when nobody waits.</param>
/// <param name="Controls">What is in force.</param>
[GenerateSerializer, Immutable, Alias("QueueFigures")]
public sealed record QueueFigures(
    [property: Id(0)] int WaitingCount,
    [property: Id(1)] int LobbyCount,
    [property: Id(2)] int ActiveCount,
    [property: Id(3)] long AdmittedCount,
    [property: Id(4)] long ClaimedCount,
    [property: Id(5)] long ExpiredUnclaimedCount,
    [property: Id(6)] long DepartedCount,
    [property: Id(7)] int AdmissionsPerMinute,
    [property: Id(8)] TimeSpan OldestWait,
    [property: Id(9)] QueueControls Controls);

/// <param name="WaitingCount">Waiting places.</param>
/// <param name="ActiveCount">Slots that have not ended, claimed or not.</param>
[GenerateSerializer, Immutable, Alias("QueueCounts")]
public sealed record QueueCounts([property: Id(0)] int WaitingCount, [property: Id(1)] int ActiveCount);
