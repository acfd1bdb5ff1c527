using Concert.Caching;
using Concert.Catalog;
using Concert.Http;
using Concert.Queues;
using Concert.Seats;

namespace Concert.Operations;

/// <summary>Caches the figures for operators: one call to each grain in a second, for any number of readers.</summary>
internal sealed class FiguresCache(IGrainFactory grains, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int PageCapacity = 256;
    private const int QueueCapacity = 1024;
    private const int SalesCapacity = 4096;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromSeconds(1), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private readonly KeyedCoalescingCache<PageRequest, ConcertPage> _pages =
        new(PageCapacity, Policy, time, page => grains.GetGrain<ICatalogGrain>(0).List(page));

    private readonly KeyedCoalescingCache<ConcertId, QueueCounts> _queues =
        new(QueueCapacity, Policy, time, async concertId => Granted(await grains.Grain<IQueueGrain>(concertId.Value).Count()));

    private readonly KeyedCoalescingCache<PerformanceId, PerformanceSales> _sales =
        new(SalesCapacity, Policy, time, async performanceId => Granted(await grains.Grain<ISeatMapGrain>(performanceId.Value).Sales()));

    public ValueTask<ConcertPage> PageAsync(PageRequest page, CancellationToken cancellationToken) =>
        _pages.GetAsync(page, cancellationToken);

    /// <param name="concertId">A concert that exists.</param>
    /// <param name="cancellationToken">Cancels the wait, not the grain call.</param>
    public ValueTask<QueueCounts> QueueAsync(ConcertId concertId, CancellationToken cancellationToken) =>
        _queues.GetAsync(concertId, cancellationToken);

    /// <param name="performanceId">A performance that exists.</param>
    /// <param name="cancellationToken">Cancels the wait, not the grain call.</param>
    public ValueTask<PerformanceSales> SalesAsync(PerformanceId performanceId, CancellationToken cancellationToken) =>
        _sales.GetAsync(performanceId, cancellationToken);

    // The ids exist, so a refusal is a fault.
    private static T Granted<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsGranted ? outcome.Value : throw new UnavailableException($"Figures are refused: {outcome.Refusal.Code}.");
}
