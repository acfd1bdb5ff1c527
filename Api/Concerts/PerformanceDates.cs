using Concert.Catalog;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>Lists the dates of a concert with the number of free seats.</summary>
internal sealed class PerformanceDates(SeatCountsCache counts, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    /// <param name="concert">The concert.</param>
    /// <param name="onlyAvailable">Omits dates that are sold out, not on sale yet, or no longer on sale.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<PerformanceCountModel>> ListAsync(
        ConcertView concert, bool onlyAvailable, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var layouts = concert.Performances.Where(layout => !onlyAvailable || IsOnSale(layout, now)).ToList();
        // In parallel: each date has its own grain.
        var items = await Task.WhenAll(layouts.Select(layout => CountAsync(layout, cancellationToken)));
        return [.. items.Where(item => !onlyAvailable || item.SeatsAvailable > 0)];
    }

    private static bool IsOnSale(PerformanceLayout layout, DateTimeOffset now) => layout.SalesOpenAt <= now && now < layout.SalesCloseAt;

    private async Task<PerformanceCountModel> CountAsync(PerformanceLayout layout, CancellationToken cancellationToken)
    {
        var count = await counts.CountAsync(layout.PerformanceId, cancellationToken);
        return new(
            layout.PerformanceId.Value,
            layout.StartsAt,
            layout.SalesOpenAt,
            layout.SalesCloseAt,
            count.TotalCount,
            count.AvailableCount);
    }
}
