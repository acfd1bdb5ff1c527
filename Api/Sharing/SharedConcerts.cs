using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Concerts;
using Concert.Http;
using NodaTime;

namespace Concert.Sharing;

/// <summary>
/// Reads what links to concerts tell, from the caches of this gateway. Pages are never limited, so a page neither waits long nor fails
/// for what it tells, and requests for unknown concerts cause only a few calls of grains at a time.
/// </summary>
internal sealed class SharedConcerts(
    GatewayCatalogCache catalog,
    SeatCountsCache counts,
    CatalogOptions options,
    [FromKeyedServices(GatewayTime.Key)] TimeProvider time) : IDisposable
{
    private const int MaxLookups = 8;

    private static readonly TimeSpan PatienceForConcert = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PatienceForSeats = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _lookups = new(MaxLookups);

    /// <summary>The concert, without its seats. Refusals: <c>concert_not_found</c>. Null: not known in time.</summary>
    public async Task<Outcome<SharedConcert>?> FindAsync(ConcertId concertId)
    {
        if (catalog.TryGet(concertId, out var known)) return Shared(known);
        if (!PathId.IsUsable(concertId)) return new Refusal.ConcertNotFound();
        if (!_lookups.Wait(0)) return null;
        var finding = LookUpAsync(concertId);
        if (!await IsDoneAsync(finding, PatienceForConcert)) return null;
        var found = await finding;
        return found.IsGranted ? Shared(found.Value) : found.Refusal;
    }

    /// <summary>Adds what is known in time of the seats of the next dates.</summary>
    public async Task<SharedConcert> CountAsync(SharedConcert concert)
    {
        var counting = concert.Next.Select(CountAsync).ToList();
        await IsDoneAsync(Task.WhenAll(counting), PatienceForSeats);
        var seats = ImmutableArray.CreateBuilder<SeatAvailability?>(counting.Count);
        foreach (var count in counting) seats.Add(count.IsCompletedSuccessfully ? await count : null);
        return concert with { Seats = seats.MoveToImmutable() };
    }

    public void Dispose() => _lookups.Dispose();

    private SharedConcert Shared(ConcertView concert) =>
        SharedConcert.Of(concert, DateTimeZoneProviders.Tzdb[options.ZoneOf(concert.TimeZone)], time.GetUtcNow());

    private async Task<SeatAvailability> CountAsync(PerformanceLayout date)
    {
        var count = await counts.CountCalmlyAsync(date.PerformanceId, CancellationToken.None);
        return SharedConcert.AvailabilityOf(date, count.AvailableCount, count.HeldCount, time.GetUtcNow());
    }

    private async Task<Outcome<ConcertView>> LookUpAsync(ConcertId concertId)
    {
        try
        {
            return await catalog.FindAsync(concertId);
        }
        finally
        {
            _lookups.Release();
        }
    }

    // Whatever the reason is: a page that tells nothing still works, and its script reports what fails.
    private async Task<bool> IsDoneAsync(Task reading, TimeSpan patience)
    {
        try
        {
            await reading.WaitAsync(patience, time);
            return true;
        }
        catch (Exception)
        {
            // Nobody waits for it any more. What it reads is in the cache for the next one.
            _ = reading.ContinueWith(
                static done => _ = done.Exception,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return false;
        }
    }
}
