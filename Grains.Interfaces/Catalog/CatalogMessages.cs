using System.Collections.Immutable;

namespace Concert.Catalog;

/// <summary>A block of numbered seats at one price: <paramref name="RowCount"/> rows of <paramref name="SeatsPerRow"/>.</summary>
[GenerateSerializer, Immutable, Alias("Section")]
public sealed record Section(
    [property: Id(0)] string Name,
    [property: Id(1)] int RowCount,
    [property: Id(2)] int SeatsPerRow,
    [property: Id(3)] Money Price);

/// <param name="LobbyOpensAt">When users can join the queue; null: the setting <c>Queue:LobbyBefore</c> before the first sale.</param>
/// <param name="HasDraw">Whether the order of those who join before the first sale is drawn; false: first come, first served.</param>
/// <param name="TimeZone">The IANA time zone of the venue; null: that of the setting <c>Catalog:TimeZone</c>.</param>
/// <param name="RefusesLoneSeats">Whether seats that a user names must not leave one seat alone.</param>
[GenerateSerializer, Immutable, Alias("CreateConcert")]
public sealed record CreateConcert(
    [property: Id(0)] ConcertId ConcertId,
    [property: Id(1)] string Title,
    [property: Id(2)] string Artist,
    [property: Id(3)] string Venue,
    [property: Id(4)] ImmutableArray<PerformancePlan> Performances,
    [property: Id(5)] DateTimeOffset? LobbyOpensAt = null,
    [property: Id(6)] bool HasDraw = false,
    [property: Id(7)] string? TimeZone = null,
    [property: Id(8)] bool RefusesLoneSeats = false);

/// <param name="SalesOpenAt">Seats can be reserved from this time on.</param>
/// <param name="StartsAt">Payments can be made and refunded before this time.</param>
/// <param name="SalesCloseAt">Seats can be reserved before this time, and no hold outlasts it; null: the start.</param>
[GenerateSerializer, Immutable, Alias("PerformancePlan")]
public sealed record PerformancePlan(
    [property: Id(0)] PerformanceId PerformanceId,
    [property: Id(1)] DateTimeOffset StartsAt,
    [property: Id(2)] DateTimeOffset SalesOpenAt,
    [property: Id(3)] ImmutableArray<Section> Sections,
    [property: Id(4)] DateTimeOffset? SalesCloseAt = null);

/// <param name="LobbyOpensAt">As in <see cref="CreateConcert"/>.</param>
/// <param name="TimeZone">As in <see cref="CreateConcert"/>.</param>
[GenerateSerializer, Immutable, Alias("ConcertView")]
public sealed record ConcertView(
    [property: Id(0)] ConcertId ConcertId,
    [property: Id(1)] string Title,
    [property: Id(2)] string Artist,
    [property: Id(3)] string Venue,
    [property: Id(4)] ImmutableArray<PerformanceLayout> Performances,
    [property: Id(5)] DateTimeOffset? LobbyOpensAt = null,
    [property: Id(6)] string? TimeZone = null)
{
    /// <summary>As in <see cref="CreateConcert"/>. Its dates say so too, for the grains that decide.</summary>
    public bool RefusesLoneSeats => Performances.Any(performance => performance.RefusesLoneSeats);
}

/// <param name="TimeZone">As in <see cref="CreateConcert"/>.</param>
[GenerateSerializer, Immutable, Alias("ConcertSummary")]
public sealed record ConcertSummary(
    [property: Id(0)] ConcertId ConcertId,
    [property: Id(1)] string Title,
    [property: Id(2)] string Artist,
    [property: Id(3)] string Venue,
    [property: Id(4)] string? TimeZone = null);

/// <param name="Next">Where the next page starts; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("ConcertPage")]
public sealed record ConcertPage([property: Id(0)] ImmutableArray<ConcertSummary> Items, [property: Id(1)] long? Next);

/// <summary>What a list of concerts says of a concert that is not over. It never changes, so gateways keep it.</summary>
/// <param name="Seq">Concerts created later have a higher one.</param>
/// <param name="TimeZone">The IANA time zone of the venue; null: the setting <c>Catalog:TimeZone</c>.</param>
[GenerateSerializer, Immutable, Alias("ListedConcert")]
public sealed record ListedConcert(
    [property: Id(0)] long Seq,
    [property: Id(1)] ConcertId ConcertId,
    [property: Id(2)] string Title,
    [property: Id(3)] string Artist,
    [property: Id(4)] string Venue,
    [property: Id(5)] string? TimeZone,
    [property: Id(6)] ImmutableArray<ListedDate> Dates);

/// <summary>A performance in a list of concerts.</summary>
[GenerateSerializer, Immutable, Alias("ListedDate")]
public sealed record ListedDate(
    [property: Id(0)] PerformanceId PerformanceId,
    [property: Id(1)] DateTimeOffset StartsAt,
    [property: Id(2)] DateTimeOffset SalesOpenAt,
    [property: Id(3)] DateTimeOffset SalesCloseAt,
    [property: Id(4)] Money MinPrice,
    [property: Id(5)] Money MaxPrice,
    [property: Id(6)] int SeatCount);

/// <param name="After">Only concerts with a higher <see cref="ListedConcert.Seq"/>.</param>
/// <param name="Known">Those above it that the caller has.</param>
/// <param name="Limit">The most concerts to return.</param>
[GenerateSerializer, Immutable, Alias("ListedRequest")]
public sealed record ListedRequest(
    [property: Id(0)] long After,
    [property: Id(1)] ImmutableArray<long> Known,
    [property: Id(2)] int Limit);

/// <summary>A seat as it is offered: its place in the hall and its price.</summary>
[GenerateSerializer, Immutable, Alias("SeatOffer")]
public sealed record SeatOffer(
    [property: Id(0)] SeatId SeatId,
    [property: Id(1)] string Section,
    [property: Id(2)] int Row,
    [property: Id(3)] int Number,
    [property: Id(4)] Money Price);
