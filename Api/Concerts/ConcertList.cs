using Concert.Catalog;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>Lists the concerts that are not over: those that a query asks for, with their prices and seats.</summary>
internal sealed class ConcertList(
    ConcertIndex index, SeatTotalsReader totals, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    public async Task<ConcertListResponse> ListAsync(ConcertListQuery query, CancellationToken cancellationToken)
    {
        var found = ConcertSearch.Find(await index.ReadAsync(cancellationToken), query, time.GetUtcNow());
        // In parallel: each date has its own grain.
        var items = await Task.WhenAll(found.Page.Select(concert => ModelAsync(concert, cancellationToken)));
        return new(items, found.Total, found.Months, found.NextCursor);
    }

    private async Task<ConcertSummaryModel> ModelAsync(OpenConcert open, CancellationToken cancellationToken)
    {
        var seats = await totals.SumAsync(open.Dates.Select(date => date.PerformanceId), cancellationToken);
        return new(
            open.Concert.ConcertId.Value,
            open.Concert.Title,
            open.Concert.Artist,
            open.Concert.Venue,
            open.TimeZone,
            open.Dates[0].StartsAt,
            open.Dates[^1].StartsAt,
            open.Dates.Min(date => date.SalesOpenAt),
            open.Dates.Max(date => date.SalesCloseAt),
            open.Dates.Count,
            open.Dates.Min(date => date.MinPrice.Amount),
            open.Dates.Max(date => date.MaxPrice.Amount),
            open.Dates.Sum(date => (long)date.SeatCount),
            seats?.Available,
            seats?.Held);
    }
}

/// <summary>A concert with its dates that have not started, at least one, and the months that they are in.</summary>
internal sealed record OpenConcert(
    ListedConcert Concert, string TimeZone, IReadOnlyList<ListedDate> Dates, IReadOnlyCollection<string> Months)
{
    public PlaceByDate PlaceByDate { get; } = new(Dates[0].StartsAt.UtcTicks, Concert.Seq);

    public static OpenConcert Of(IndexedConcert one, DateTimeOffset now)
    {
        var open = one.Dates.Where(each => each.Date.StartsAt > now).ToList();
        return new(one.Concert, one.TimeZone, open.ConvertAll(each => each.Date), [.. open.Select(each => each.Month).Distinct()]);
    }
}

/// <summary>A page of the concerts that a query asks for.</summary>
internal sealed record FoundConcerts(IReadOnlyList<OpenConcert> Page, int Total, IReadOnlyList<string> Months, string? NextCursor);

/// <summary>Search, month, order and pages of the list of concerts: a pure function of the concerts, the query and the time.</summary>
internal static class ConcertSearch
{
    public static FoundConcerts Find(IReadOnlyList<IndexedConcert> concerts, ConcertListQuery query, DateTimeOffset now)
    {
        var matching = concerts
            .Where(one => one.LastStartsAt > now && query.Words.All(word => one.Look.Contains(word, StringComparison.Ordinal)))
            .Select(one => OpenConcert.Of(one, now))
            .ToList();
        var months = matching.SelectMany(one => one.Months).Distinct().Order(StringComparer.Ordinal).ToList();
        var wanted = query.Month is null ? matching : matching.FindAll(one => one.Months.Contains(query.Month));
        var page = (query.IsByDate ? ByDate(wanted, query.After) : ByAge(wanted, query.Before)).Take(query.Limit + 1).ToList();
        var isLast = page.Count <= query.Limit;
        if (!isLast) page.RemoveAt(query.Limit);
        return new(page, wanted.Count, months, isLast ? null : CursorAfter(page[^1], query.IsByDate));
    }

    private static IEnumerable<OpenConcert> ByDate(IEnumerable<OpenConcert> concerts, PlaceByDate? after) => concerts
        .Where(one => after is null || one.PlaceByDate.CompareTo(after) > 0)
        .OrderBy(one => one.PlaceByDate);

    private static IEnumerable<OpenConcert> ByAge(IEnumerable<OpenConcert> concerts, long? before) => concerts
        .Where(one => before is null || one.Concert.Seq < before)
        .OrderByDescending(one => one.Concert.Seq);

    private static string? CursorAfter(OpenConcert last, bool isByDate) =>
        isByDate ? last.PlaceByDate.ToCursor() : PageQuery.CursorOf(last.Concert.Seq);
}
