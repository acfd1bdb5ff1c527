using Concert.Http;

namespace Concert.Concerts;

/// <summary>The free and the held seats of some dates together.</summary>
internal sealed record SeatTotals(long Available, long Held);

/// <summary>
/// Sums the seats of many dates, for answers that are worth more than the numbers: who opens the list of concerts gets it without
/// the numbers of those whose seats can't be counted in time.
/// </summary>
internal sealed class SeatTotalsReader(SeatCountsCache counts, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <returns>Null: not known in time. The counting goes on, so that a later caller finds the numbers.</returns>
    public async Task<SeatTotals?> SumAsync(IEnumerable<PerformanceId> dates, CancellationToken cancellationToken)
    {
        var counting = Task.WhenAll(dates.Select(date => counts.CountCalmlyAsync(date, CancellationToken.None).AsTask()));
        try
        {
            var found = await counting.WaitAsync(Patience, time, cancellationToken);
            return new(found.Sum(count => (long)count.AvailableCount), found.Sum(count => (long)count.HeldCount));
        }
        catch (Exception fault) when (fault is TimeoutException or UnavailableException)
        {
            // Nobody waits for it any more.
            _ = counting.ContinueWith(
                static done => _ = done.Exception,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return null;
        }
    }
}
