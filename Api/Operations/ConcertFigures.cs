using Concert.Catalog;
using Concert.Concerts;
using Concert.Http;
using Concert.Wallets;

namespace Concert.Operations;

/// <summary>Combines the figures of concerts: the queue of each, and the sales of each of its dates.</summary>
internal sealed class ConcertFigures(FiguresCache figures, GatewayCatalogCache catalog, CatalogOptions options, WalletOptions wallet)
{
    public async Task<FiguresResponse> ListAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var page = await figures.PageAsync(request, cancellationToken);
        // In parallel: each queue and each date has its own grain.
        var items = await Task.WhenAll(page.Items.Select(concert => ConcertAsync(concert, cancellationToken)));
        return new(items, PageQuery.CursorOf(page.Next));
    }

    private async Task<ConcertFiguresModel> ConcertAsync(ConcertSummary concert, CancellationToken cancellationToken)
    {
        var found = await catalog.FindAsync(concert.ConcertId);
        if (!found.IsGranted) throw new UnavailableException($"{concert.ConcertId} is refused: {found.Refusal.Code}.");
        var queue = figures.QueueAsync(concert.ConcertId, cancellationToken).AsTask();
        var performances = await Task.WhenAll(found.Value.Performances.Select(layout => PerformanceAsync(layout, cancellationToken)));
        var counts = await queue;
        return new(
            concert.ConcertId.Value,
            concert.Title,
            concert.Artist,
            concert.Venue,
            counts.WaitingCount,
            counts.ActiveCount,
            wallet.Currency,
            options.ZoneOf(concert.TimeZone),
            performances);
    }

    private async Task<PerformanceFiguresModel> PerformanceAsync(PerformanceLayout layout, CancellationToken cancellationToken)
    {
        var sales = await figures.SalesAsync(layout.PerformanceId, cancellationToken);
        return new(
            layout.PerformanceId.Value,
            layout.StartsAt,
            layout.SalesOpenAt,
            layout.SalesCloseAt,
            sales.TotalCount,
            sales.AvailableCount,
            sales.HeldCount,
            sales.SoldCount,
            sales.Revenue.Amount,
            sales.PurchaseCount);
    }
}
