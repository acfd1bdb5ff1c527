using Concert.Catalog;

namespace Concert.Concerts;

/// <param name="LobbyOpensAt">When users can join the queue; null: the setting <c>Queue:LobbyBefore</c> before the first sale.</param>
/// <param name="Draw">Whether the order of those who join before the first sale is drawn; false: first come, first served.</param>
internal sealed record CreateConcertRequest(
    string Title,
    string Artist,
    string Venue,
    IReadOnlyList<PerformanceRequest> Performances,
    DateTimeOffset? LobbyOpensAt = null,
    bool Draw = true);

internal sealed record PerformanceRequest(
    DateTimeOffset StartsAt, IReadOnlyList<SectionModel> Sections, DateTimeOffset? SalesOpenAt = null);

/// <summary>A block of numbered seats at one price, as clients see it.</summary>
internal sealed record SectionModel(string Name, int Rows, int SeatsPerRow, long Price)
{
    public static SectionModel Of(Section section) =>
        new(section.Name, section.RowCount, section.SeatsPerRow, section.Price.Amount);
}

internal sealed record ConcertSummaryModel(string ConcertId, string Title, string Artist, string Venue)
{
    public static ConcertSummaryModel Of(ConcertSummary concert) =>
        new(concert.ConcertId.Value, concert.Title, concert.Artist, concert.Venue);
}

internal sealed record ConcertListResponse(IReadOnlyList<ConcertSummaryModel> Items, string? NextCursor = null);

internal sealed record ConcertResponse(
    string ConcertId, string Title, string Artist, string Venue, IReadOnlyList<PerformanceModel> Performances)
{
    public static ConcertResponse Of(ConcertView concert) => new(
        concert.ConcertId.Value, concert.Title, concert.Artist, concert.Venue,
        [.. concert.Performances.Select(PerformanceModel.Of)]);
}

internal sealed record PerformanceModel(
    string PerformanceId, DateTimeOffset StartsAt, DateTimeOffset SalesOpenAt, IReadOnlyList<SectionModel> Sections)
{
    public static PerformanceModel Of(PerformanceLayout layout) => new(
        layout.PerformanceId.Value, layout.StartsAt, layout.SalesOpenAt, [.. layout.Sections.Select(SectionModel.Of)]);
}

internal sealed record PerformanceListResponse(IReadOnlyList<PerformanceCountModel> Items);

internal sealed record PerformanceCountModel(
    string PerformanceId, DateTimeOffset StartsAt, DateTimeOffset SalesOpenAt, int SeatsTotal, int SeatsAvailable);
