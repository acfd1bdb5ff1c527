using Concert.Caching;
using Concert.Http;

namespace Concert.Presale;

/// <summary>
/// Which concerts' queues need a presale code, and the use of codes. What organizers change at one gateway, the others know within
/// <see cref="Policy"/>'s interval.
/// </summary>
internal sealed class PresaleCache(IGrainFactory grains, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 1024;

    // Not much longer than an interval: without an answer nobody joins, rather than somebody without a code.
    internal static readonly RefreshPolicy Policy =
        new(TimeSpan.FromSeconds(1), StaleFor: TimeSpan.FromSeconds(3), Timeout: TimeSpan.FromSeconds(3));

    private readonly KeyedCoalescingCache<ConcertId, PresaleSummary> _summaries =
        new(Capacity, Policy, time, concertId => Presale(grains, concertId).Summary());

    /// <param name="concertId">A concert that exists.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<bool> NeedsCodeAsync(ConcertId concertId, CancellationToken cancellationToken) =>
        (await _summaries.GetAsync(concertId, cancellationToken)).CodeCount > 0;

    /// <summary>Uses the code for the user; null: the user may join.</summary>
    public Task<Refusal?> UseAsync(ConcertId concertId, UserId user, string code) =>
        Presale(grains, concertId).Use(user, PresaleCode.HashOf(concertId, code));

    public Task<PresaleSummary> SummaryAsync(ConcertId concertId) => Presale(grains, concertId).Summary();

    public async Task<PresaleSummary> SetAsync(ConcertId concertId, IEnumerable<PresaleCode> codes)
    {
        var summary = await Presale(grains, concertId).SetCodes([.. codes]);
        _summaries.Invalidate(concertId);
        return summary;
    }

    public async Task RemoveAsync(ConcertId concertId)
    {
        await Presale(grains, concertId).RemoveCodes();
        _summaries.Invalidate(concertId);
    }

    private static IPresaleGrain Presale(IGrainFactory grains, ConcertId concertId) => grains.Grain<IPresaleGrain>(concertId.Value);
}
