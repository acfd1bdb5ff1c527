using Concert.Caching;
using Concert.Catalog;
using Concert.Http;
using Concert.Queues;
using Concert.Seats;

namespace Concert.Operations;

/// <summary>What operators look at: each grain is asked for it at most once a second, however many of them look.</summary>
internal sealed class FiguresCache(IGrainFactory grains, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int PageCapacity = 256;
    private const int LineCapacity = 1024;
    private const int SalesCapacity = 4096;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromSeconds(1), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private readonly KeyedCoalescingCache<PageRequest, ConcertPage> _pages =
        new(PageCapacity, Policy, time, page => grains.GetGrain<ICatalogGrain>(0).List(page));

    private readonly KeyedCoalescingCache<ConcertId, QueueCounts> _lines =
        new(LineCapacity, Policy, time, async concertId => Told(await grains.Grain<IQueueGrain>(concertId.Value).Count()));

    private readonly KeyedCoalescingCache<PerformanceId, PerformanceSales> _sales =
        new(SalesCapacity, Policy, time, async performanceId => Told(await grains.Grain<ISeatMapGrain>(performanceId.Value).Sales()));

    public ValueTask<ConcertPage> PageAsync(PageRequest page, CancellationToken cancellationToken) =>
        _pages.GetAsync(page, cancellationToken);

    /// <param name="concertId">One that exists.</param>
    /// <param name="cancellationToken">Ends the wait, not the count.</param>
    public ValueTask<QueueCounts> LineAsync(ConcertId concertId, CancellationToken cancellationToken) =>
        _lines.GetAsync(concertId, cancellationToken);

    /// <param name="performanceId">One that exists.</param>
    /// <param name="cancellationToken">Ends the wait, not the count.</param>
    public ValueTask<PerformanceSales> SalesAsync(PerformanceId performanceId, CancellationToken cancellationToken) =>
        _sales.GetAsync(performanceId, cancellationToken);

    // Of what exists, so that a refusal is a fault.
    private static T Told<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsGranted ? outcome.Value : throw new UnavailableException($"Figures are refused: {outcome.Refusal.Code}.");
}
