using System.Collections.Immutable;

namespace Concert.Catalog;

/// <summary>The durable form of the catalog: concerts, performances and their sections. Nothing in it ever changes.</summary>
public interface ICatalogStore
{
    /// <summary>Adds the concert, or finds the one that was added earlier under the same id.</summary>
    Task<ConcertView> CreateAsync(CreateConcert command);

    /// <summary>Concerts, newest first.</summary>
    Task<ConcertPage> ListAsync(PageRequest page);

    /// <summary>Concerts with a date that starts later than <paramref name="now"/>, oldest first.</summary>
    Task<ImmutableArray<ListedConcert>> ListedAsync(ListedRequest request, DateTimeOffset now);

    /// <summary>The seed of the concert's draw; null: it has no draw. Only the concert's queue may know it before the draw.</summary>
    Task<byte[]?> FindDrawSeedAsync(ConcertId concertId);

    /// <summary>The concert, or null when there is none with this id.</summary>
    Task<ConcertView?> FindAsync(ConcertId concertId);

    /// <summary>The whole concert that a performance belongs to, because its other performances are read next.</summary>
    Task<ConcertView?> FindByPerformanceAsync(PerformanceId performanceId);
}
