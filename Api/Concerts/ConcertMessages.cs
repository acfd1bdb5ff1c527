using Concert.Catalog;

namespace Concert.Concerts;

/// <param name="LobbyOpensAt">When users can join the queue; null: the setting <c>Queue:LobbyBefore</c> before the first sale.</param>
/// <param name="Draw">Whether the order of those who join before the first sale is drawn; false: first come, first served.</param>
/// <param name="TimeZone">The IANA time zone of the venue; null: the setting <c>Catalog:TimeZone</c>.</param>
internal sealed record CreateConcertRequest(
    string Title,
    string Artist,
    string Venue,
    IReadOnlyList<PerformanceRequest> Performances,
    DateTimeOffset? LobbyOpensAt = null,
    bool Draw = true,
    string? TimeZone = null);

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
internal sealed record ConcertSummaryModel(string ConcertId, string Title, string Artist, string Venue, string TimeZone)
{
    public static ConcertSummaryModel Of(ConcertSummary concert, CatalogOptions options) =>
        new(concert.ConcertId.Value, concert.Title, concert.Artist, concert.Venue, options.ZoneOf(concert.TimeZone));
}

internal sealed record ConcertListResponse(IReadOnlyList<ConcertSummaryModel> Items, string? NextCursor = null);

/// <param name="TimeZone">The IANA time zone of the venue.</param>
internal sealed record ConcertResponse(
    string ConcertId, string Title, string Artist, string Venue, string TimeZone, IReadOnlyList<PerformanceModel> Performances)
{
    public static ConcertResponse Of(ConcertView concert, CatalogOptions options) => new(
        concert.ConcertId.Value, concert.Title, concert.Artist, concert.Venue, options.ZoneOf(concert.TimeZone),
        [.. concert.Performances.Select(PerformanceModel.Of)]);
}

/// <param name="SalesCloseAt">The end of the sale: seats can be reserved before it, and no hold outlasts it.</param>
internal sealed record PerformanceModel(
    string PerformanceId,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    IReadOnlyList<SectionModel> Sections)
{
    public static PerformanceModel Of(PerformanceLayout layout) => new(
        layout.PerformanceId.Value,
        layout.StartsAt,
        layout.SalesOpenAt,
        layout.SalesCloseAt,
        [.. layout.Sections.Select(SectionModel.Of)]);
}

internal sealed record PerformanceListResponse(IReadOnlyList<PerformanceCountModel> Items);

internal sealed record PerformanceCountModel(
    string PerformanceId,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    int SeatsTotal,
    int SeatsAvailable);
