using System.Collections.Immutable;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace Concert.Catalog;

/// <summary>The catalog, cached in every silo: what was read once is answered from memory.</summary>
[StatelessWorker]
internal sealed class CatalogGrain(
    ICatalogStore store,
    SiloCatalogCache cache,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time) : Grain, ICatalogGrain
{
    public async Task<ConcertView> Create(CreateConcert command)
    {
        // The gateway checks the limits of the contract. These invariants only exclude a concert without performances or seats.
        Invariant.Holds(command.Performances.Length > 0, command.ConcertId.Value);
        foreach (var performance in command.Performances)
        {
            Invariant.Holds(performance.Sections.Length > 0, performance.PerformanceId.Value);
            foreach (var section in performance.Sections)
                Invariant.Holds(section is { RowCount: > 0, SeatsPerRow: > 0, Price.Amount: >= 0 }, section.ToString());
        }

        var concert = await store.CreateAsync(command);
        cache.Add(concert);
        return concert;
    }

    public async Task<ConcertPage> List(PageRequest page)
    {
        Invariant.Holds(page.Limit > 0);
        return await store.ListAsync(page);
    }

    public async Task<ImmutableArray<ListedConcert>> Listed(ListedRequest request)
    {
        Invariant.Holds(request.Limit > 0);
        return await store.ListedAsync(request, time.GetUtcNow());
    }

    public async Task<Outcome<ConcertView>> Find(ConcertId concertId)
    {
        var concert = cache.Find(concertId);
        if (concert is null)
        {
            concert = await store.FindAsync(concertId);
            if (concert is null) return new Refusal.ConcertNotFound();
            cache.Add(concert);
        }

        return concert;
    }

    public async Task<Outcome<PerformanceLayout>> Layout(PerformanceId performanceId)
    {
        var layout = cache.Find(performanceId);
        if (layout is null)
        {
            var concert = await store.FindByPerformanceAsync(performanceId);
            if (concert is null) return new Refusal.PerformanceNotFound();
            cache.Add(concert);
            layout = concert.Performances.Single(performance => performance.PerformanceId == performanceId);
        }

        return layout;
    }
}
