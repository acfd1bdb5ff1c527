using System.Collections.Immutable;

namespace Concert.Catalog;

/// <summary>Concerts, performances and their layouts, cached in every silo: a layout never changes. Key: 0.</summary>
[Alias("ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a concert. A second call with the same id returns the same concert.</summary>
    [Alias("Create")]
    Task<ConcertView> Create(CreateConcert command);

    /// <summary>A page of concerts, newest first.</summary>
    [Alias("List")]
    Task<ConcertPage> List(PageRequest page);

    /// <summary>Concerts with a date that has not started, oldest first. Fewer than requested: there are no more.</summary>
    [Alias("Listed")]
    Task<ImmutableArray<ListedConcert>> Listed(ListedRequest request);

    /// <summary>Refusals: <c>concert_not_found</c>.</summary>
    [Alias("Find")]
    Task<Outcome<ConcertView>> Find(ConcertId concertId);

    /// <summary>Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Layout")]
    Task<Outcome<PerformanceLayout>> Layout(PerformanceId performanceId);
}
