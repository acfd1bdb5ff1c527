using Orleans.Concurrency;

namespace Concert.Catalog;

/// <summary>Reads what is not cached yet, and adds concerts.</summary>
[StatelessWorker]
[Reentrant]
internal sealed class CatalogGrain(CatalogQueries queries, CatalogCache cache) : Grain, ICatalogGrain
{
    public async Task<ConcertView> Create(CreateConcert command)
    {
        await queries.InsertAsync(command);
        // As it stands in the database: made twice, the first stays.
        var concert = await queries.FindConcertAsync(command.ConcertId);
        Invariant.Holds(concert is not null, command.ConcertId.Value);
        cache.Keep(concert!);
        return concert!;
    }

    public Task<ConcertPage> List(PageRequest page) => queries.ListAsync(page);

    public async Task<Outcome<ConcertView>> Find(ConcertId concertId)
    {
        if (cache.Find(concertId) is { } known) return known;
        if (await queries.FindConcertAsync(concertId) is not { } concert) return new Refusal.ConcertNotFound();
        cache.Keep(concert);
        return concert;
    }

    public async Task<Outcome<PerformanceLayout>> Layout(PerformanceId performanceId)
    {
        if (cache.Find(performanceId) is { } known) return known;
        if (await queries.FindConcertOfAsync(performanceId) is not { } concertId) return new Refusal.PerformanceNotFound();
        var concert = await Find(concertId);
        return concert.IsGranted
            ? concert.Value.Performances.Single(layout => layout.PerformanceId == performanceId)
            : new Refusal.PerformanceNotFound();
    }
}
