using System.Collections.Immutable;
using Concert.Caching;
using Concert.Catalog;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>
/// The concerts of the list, in this gateway's memory. Concerts never change once created, so that a refresh reads new ones only:
/// search, order and months of 5,000 concerts cost no query.
/// </summary>
internal sealed class ConcertIndex(IGrainFactory grains, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int PageSize = 100;

    // Concerts that are created at the same time can become visible in another order than that of their numbers.
    private const int OverlapCount = 100;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(200), StaleFor: TimeSpan.FromMinutes(1), Timeout: TimeSpan.FromSeconds(20));

    private readonly CoalescingCache<IndexedConcerts> _concerts =
        new(Policy, time, known => RefreshAsync(grains.GetGrain<ICatalogGrain>(0), known ?? IndexedConcerts.None));

    /// <summary>Oldest first. Some of them may be over.</summary>
    public async ValueTask<ImmutableArray<IndexedConcert>> ReadAsync(CancellationToken cancellationToken) =>
        (await _concerts.GetAsync(cancellationToken)).Items;

    /// <summary>Makes the next reader read new concerts: this gateway created one.</summary>
    public void Invalidate() => _concerts.Invalidate();

    private static async Task<IndexedConcerts> RefreshAsync(ICatalogGrain catalog, IndexedConcerts known)
    {
        var after = Math.Max(0, known.LastSeq - OverlapCount);
        var items = known.Items.ToBuilder();
        while (true)
        {
            ImmutableArray<long> seqs = [.. items.Select(item => item.Concert.Seq).Where(seq => seq > after)];
            var page = await catalog.Listed(new(after, seqs, PageSize));
            items.AddRange(page.Select(concert => new IndexedConcert(concert)));
            items.Sort(static (one, other) => one.Concert.Seq.CompareTo(other.Concert.Seq));
            if (page.Length < PageSize) return page.IsEmpty && items.Count == known.Items.Length ? known : new(items.ToImmutable());
            after = page[^1].Seq;
        }
    }

    private sealed record IndexedConcerts(ImmutableArray<IndexedConcert> Items)
    {
        public static IndexedConcerts None { get; } = new(ImmutableArray<IndexedConcert>.Empty);

        public long LastSeq => Items.IsEmpty ? 0 : Items[^1].Concert.Seq;
    }
}

/// <summary>A concert of the list, and the text in which a search looks.</summary>
internal sealed record IndexedConcert(ListedConcert Concert)
{
    /// <summary>Without the differences that a reader does not see.</summary>
    public string Look { get; } = VisibleText.LookOf($"{Concert.Title} {Concert.Artist} {Concert.Venue}");

    /// <summary>The last date: once it has started, the concert leaves the list.</summary>
    public DateTimeOffset LastStartsAt { get; } = Concert.Dates.Max(date => date.StartsAt);
}
