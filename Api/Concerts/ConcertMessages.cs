using Concert.Catalog;

namespace Concert.Concerts;

/// <param name="LobbyOpensAt">When users can join the queue; null: the setting <c>Queue:LobbyBefore</c> before the first sale.</param>
/// <param name="Draw">Whether the order of those who join before the first sale is drawn; false: first come, first served.</param>
/// <param name="TimeZone">The IANA time zone of the venue; null: the setting <c>Catalog:TimeZone</c>.</param>
/// <param name="RefuseLoneSeats">Whether seats that a user names must not leave one seat alone.</param>
internal sealed record CreateConcertRequest(
    string Title,
    string Artist,
    string Venue,
    IReadOnlyList<PerformanceRequest> Performances,
    DateTimeOffset? LobbyOpensAt = null,
    bool Draw = true,
    string? TimeZone = null,
    bool RefuseLoneSeats = false);

/// <param name="SalesOpenAt">Seats can be reserved from this time on; null: now.</param>
/// <param name="SalesCloseAt">Seats can be reserved before this time, and no hold outlasts it; null: the start.</param>
internal sealed record PerformanceRequest(
    DateTimeOffset StartsAt,
    IReadOnlyList<SectionModel> Sections,
    DateTimeOffset? SalesOpenAt = null,
    DateTimeOffset? SalesCloseAt = null);

/// <summary>A block of numbered seats at one price, as clients see it.</summary>
internal sealed record SectionModel(string Name, int Rows, int SeatsPerRow, long Price)
{
    public static SectionModel Of(Section section) =>
        new(section.Name, section.RowCount, section.SeatsPerRow, section.Price.Amount);
}

/// <param name="TimeZone">The IANA time zone of the venue.</param>
/// <param name="NextStartsAt">When its next date starts.</param>
/// <param name="LastStartsAt">When its last date starts.</param>
/// <param name="SalesOpenAt">When the first sale of the dates that have not started opens.</param>
/// <param name="SalesCloseAt">When the last sale of these dates ends.</param>
/// <param name="DateCount">How many of its dates have not started. Prices and seats are those of these dates.</param>
/// <param name="SeatsAvailable">Null, as <paramref name="SeatsHeld"/>: the numbers could not be read in time.</param>
internal sealed record ConcertSummaryModel(
    string ConcertId,
    string Title,
    string Artist,
    string Venue,
    string TimeZone,
    DateTimeOffset NextStartsAt,
    DateTimeOffset LastStartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    int DateCount,
    long MinPrice,
    long MaxPrice,
    long SeatsTotal,
    long? SeatsAvailable = null,
    long? SeatsHeld = null);

/// <param name="Total">How many concerts the search and the month leave, on all pages.</param>
/// <param name="Months">The months, such as 2026-12, in which concerts that the search leaves have dates.</param>
internal sealed record ConcertListResponse(
    IReadOnlyList<ConcertSummaryModel> Items, int Total, IReadOnlyList<string> Months, string? NextCursor = null);

/// <param name="TimeZone">The IANA time zone of the venue.</param>
/// <param name="MinPrice">Of the dates that have not started; once all have, of all.</param>
/// <param name="SeatsTotal">As <paramref name="MinPrice"/>.</param>
/// <param name="SeatsAvailable">Null, as <paramref name="SeatsHeld"/>: the numbers could not be read in time.</param>
/// <param name="RefuseLoneSeats">Whether seats that a user names must not leave one seat alone.</param>
internal sealed record ConcertResponse(
    string ConcertId,
    string Title,
    string Artist,
    string Venue,
    string TimeZone,
    IReadOnlyList<PerformanceModel> Performances,
    long MinPrice,
    long MaxPrice,
    long SeatsTotal,
    bool RefuseLoneSeats,
    long? SeatsAvailable = null,
    long? SeatsHeld = null)
{
    /// <param name="concert">The concert.</param>
    /// <param name="timeZone">The zone of its venue.</param>
    /// <param name="dates">The dates that count: those that have not started.</param>
    /// <param name="seats">Their seats; null: not known.</param>
    public static ConcertResponse Of(
        ConcertView concert, string timeZone, IReadOnlyCollection<PerformanceLayout> dates, SeatTotals? seats) => new(
        concert.ConcertId.Value,
        concert.Title,
        concert.Artist,
        concert.Venue,
        timeZone,
        [.. concert.Performances.Select(PerformanceModel.Of)],
        dates.Min(date => date.MinPrice.Amount),
        dates.Max(date => date.MaxPrice.Amount),
        dates.Sum(date => (long)date.SeatCount),
        concert.RefusesLoneSeats,
        seats?.Available,
        seats?.Held);
}

/// <param name="SalesCloseAt">The end of the sale: seats can be reserved before it, and no hold outlasts it.</param>
internal sealed record PerformanceModel(
    string PerformanceId,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    IReadOnlyList<SectionModel> Sections,
    long MinPrice,
    long MaxPrice)
{
    public static PerformanceModel Of(PerformanceLayout layout) => new(
        layout.PerformanceId.Value,
        layout.StartsAt,
        layout.SalesOpenAt,
        layout.SalesCloseAt,
        [.. layout.Sections.Select(SectionModel.Of)],
        layout.MinPrice.Amount,
        layout.MaxPrice.Amount);
}

internal sealed record PerformanceListResponse(IReadOnlyList<PerformanceCountModel> Items);

internal sealed record PerformanceCountModel(
    string PerformanceId,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    int SeatsTotal,
    int SeatsAvailable,
    int SeatsHeld,
    long MinPrice,
    long MaxPrice);
