using Concert.Catalog;
using Concert.Concerts;
using Concert.Http;
using Concert.Wallets;

namespace Concert.Operations;

/// <summary>Puts a concert's figures together: its line, and what each of its dates has sold.</summary>
internal sealed class ConcertFigures(FiguresCache figures, GatewayCatalogCache catalog, WalletOptions wallet)
{
    public async Task<FiguresResponse> ListAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var page = await figures.PageAsync(request, cancellationToken);
        // All at once: each line, and each date, has a grain of its own.
        var items = await Task.WhenAll(page.Items.Select(concert => ConcertAsync(concert, cancellationToken)));
        return new(items, PageQuery.CursorOf(page.Next));
    }

    private async Task<ConcertFiguresModel> ConcertAsync(ConcertSummary concert, CancellationToken cancellationToken)
    {
        var found = await catalog.FindAsync(concert.ConcertId);
        if (!found.IsGranted) throw new UnavailableException($"{concert.ConcertId} is refused: {found.Refusal.Code}.");
        var line = figures.LineAsync(concert.ConcertId, cancellationToken).AsTask();
        var performances = await Task.WhenAll(found.Value.Performances.Select(layout => PerformanceAsync(layout, cancellationToken)));
        var counts = await line;
        return new(
            concert.ConcertId.Value,
            concert.Title,
            concert.Artist,
            concert.Venue,
            counts.WaitingCount,
            counts.ActiveCount,
            wallet.Currency,
            performances);
    }

    private async Task<PerformanceFiguresModel> PerformanceAsync(PerformanceLayout layout, CancellationToken cancellationToken)
    {
        var sales = await figures.SalesAsync(layout.PerformanceId, cancellationToken);
        return new(
            layout.PerformanceId.Value,
            layout.StartsAt,
            layout.SalesOpenAt,
            sales.TotalCount,
            sales.AvailableCount,
            sales.HeldCount,
            sales.SoldCount,
            sales.Revenue.Amount,
            sales.PurchaseCount);
    }
}
