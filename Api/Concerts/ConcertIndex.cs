using System.Collections.Immutable;
using System.Globalization;
using Concert.Caching;
using Concert.Catalog;
using Concert.Http;
using NodaTime;

namespace Concert.Concerts;

/// <summary>
/// The concerts of the list, in this gateway's memory. Concerts never change once created, so that a refresh reads new ones only:
/// search, order and months of 5,000 concerts cost no query.
/// </summary>
internal sealed class ConcertIndex(
    IGrainFactory grains, CatalogOptions options, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int PageSize = 100;

    // Concerts that are created at the same time can become visible in another order than that of their numbers.
    private const int OverlapCount = 100;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(200), StaleFor: TimeSpan.FromMinutes(1), Timeout: TimeSpan.FromSeconds(20));

    private readonly CoalescingCache<IndexedConcerts> _concerts =
        new(Policy, time, known => RefreshAsync(grains.GetGrain<ICatalogGrain>(0), options, known ?? IndexedConcerts.None));

    /// <summary>Oldest first. Some of them may be over.</summary>
    public async ValueTask<ImmutableArray<IndexedConcert>> ReadAsync(CancellationToken cancellationToken) =>
        (await _concerts.GetAsync(cancellationToken)).Items;

    /// <summary>Makes the next reader read new concerts: this gateway created one.</summary>
    public void Invalidate() => _concerts.Invalidate();

    private static async Task<IndexedConcerts> RefreshAsync(ICatalogGrain catalog, CatalogOptions options, IndexedConcerts known)
    {
        var after = Math.Max(0, known.LastSeq - OverlapCount);
        var items = known.Items.ToBuilder();
        while (true)
        {
            ImmutableArray<long> seqs = [.. items.Select(item => item.Concert.Seq).Where(seq => seq > after)];
            var page = await catalog.Listed(new(after, seqs, PageSize));
            items.AddRange(page.Select(concert => IndexedConcert.Of(concert, options)));
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

/// <summary>A concert of the list, with what a search compares.</summary>
/// <param name="TimeZone">The zone of its venue.</param>
/// <param name="Look">Its texts, without the differences that a reader does not see.</param>
/// <param name="Dates">Each date and its month at the venue, such as 2026-12; the first date first.</param>
internal sealed record IndexedConcert(
    ListedConcert Concert, string TimeZone, string Look, ImmutableArray<(ListedDate Date, string Month)> Dates)
{
    /// <summary>Once it has passed, the concert leaves the list.</summary>
    public DateTimeOffset LastStartsAt => Dates[^1].Date.StartsAt;

    public static IndexedConcert Of(ListedConcert concert, CatalogOptions options)
    {
        var name = options.ZoneOf(concert.TimeZone);
        var zone = DateTimeZoneProviders.Tzdb[name];
        return new(
            concert,
            name,
            VisibleText.LookOf($"{concert.Title} {concert.Artist} {concert.Venue}"),
            [.. concert.Dates.OrderBy(date => date.StartsAt).Select(date => (date, MonthOf(date.StartsAt, zone)))]);
    }

    // The last day that can be written has no later hour in the east. It is in the same month.
    private static string MonthOf(DateTimeOffset time, DateTimeZone zone) =>
        Instant.Min(Instant.FromDateTimeOffset(time), Instant.MaxValue - Duration.FromDays(1))
            .InZone(zone).ToString("uuuu-MM", CultureInfo.InvariantCulture);
}
