using Concert.Catalog;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>Lists the dates of a concert with the number of free seats.</summary>
internal sealed class PerformanceDates(
    SeatCountsCache counts,
    SeatTotalsReader totals,
    CatalogOptions options,
    [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    // The numbers of more dates are read less often.
    private const int FewDates = 10;

    /// <summary>The concert, with the prices and the seats of the dates that have not started.</summary>
    public async Task<ConcertResponse> FindAsync(ConcertView concert, CancellationToken cancellationToken)
    {
        var dates = OpenDatesOf(concert);
        var seats = await totals.SumAsync(dates.Select(date => date.PerformanceId), cancellationToken);
        return ConcertResponse.Of(concert, options.ZoneOf(concert.TimeZone), dates, seats);
    }

    /// <summary>A concert that was created just now: all its seats are free.</summary>
    public ConcertResponse NewOf(ConcertView concert)
    {
        var dates = OpenDatesOf(concert);
        return ConcertResponse.Of(concert, options.ZoneOf(concert.TimeZone), dates, new(dates.Sum(date => (long)date.SeatCount), 0));
    }

    /// <summary>One date with its concert.</summary>
    public async Task<PerformanceResponse> FindAsync(ConcertView concert, PerformanceLayout layout, CancellationToken cancellationToken) =>
        PerformanceResponse.Of(
            concert, layout, options.ZoneOf(concert.TimeZone), await totals.SumAsync([layout.PerformanceId], cancellationToken));

    /// <param name="concert">The concert.</param>
    /// <param name="onlyAvailable">Omits dates of which no seat is free or held, and those not on sale yet or no longer.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<PerformanceCountModel>> ListAsync(
        ConcertView concert, bool onlyAvailable, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var layouts = concert.Performances.Where(layout => !onlyAvailable || layout.IsOnSale(now)).ToList();
        // In parallel: each date has its own grain.
        var items = await Task.WhenAll(layouts.Select(layout => CountAsync(layout, layouts.Count > FewDates, cancellationToken)));
        return [.. items.Where(item => !onlyAvailable || item.SeatsAvailable + item.SeatsHeld > 0)];
    }

    private List<PerformanceLayout> OpenDatesOf(ConcertView concert)
    {
        var now = time.GetUtcNow();
        var open = concert.Performances.Where(layout => layout.StartsAt > now).ToList();
        return open.Count > 0 ? open : [.. concert.Performances];
    }

    private async Task<PerformanceCountModel> CountAsync(PerformanceLayout layout, bool isOneOfMany, CancellationToken cancellationToken)
    {
        var count = isOneOfMany
            ? await counts.CountCalmlyAsync(layout.PerformanceId, cancellationToken)
            : await counts.CountAsync(layout.PerformanceId, cancellationToken);
        return new(
            layout.PerformanceId.Value,
            layout.StartsAt,
            layout.SalesOpenAt,
            layout.SalesCloseAt,
            count.TotalCount,
            count.AvailableCount,
            count.HeldCount,
            layout.MinPrice.Amount,
            layout.MaxPrice.Amount);
    }
}
