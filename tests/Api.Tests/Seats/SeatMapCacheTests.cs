using Microsoft.Extensions.DependencyInjection;

namespace Concert.Seats;

/// <summary>Which maps a gateway keeps in memory. The limit of these tests is that of about 60 small maps.</summary>
[OneProcess]
public sealed class SeatMapCacheTests
{
    private const int MapCount = 80;

    private static readonly TimeSpan LongerThanRecent = TimeSpan.FromSeconds(11);

    [Fact]
    public async Task A_watched_map_stays_however_many_others_are_read()
    {
        await using var api = await StartAsync();
        var maps = await MapsAsync(api);
        var first = await FindAsync(api, maps[0]);
        using var watch = first.Watch();

        foreach (var map in maps)
        {
            await FindAsync(api, map);
            api.Time.Advance(LongerThanRecent);
        }

        Assert.Same(first, await FindAsync(api, maps[0]));
    }

    [Fact]
    public async Task When_watched_maps_fill_the_memory_a_further_map_is_unavailable_until_a_watch_ends()
    {
        await using var api = await StartAsync();
        var watches = new Queue<IDisposable>();
        var maps = await MapsAsync(api);
        var count = 0;
        try
        {
            for (; count < maps.Length; count++) watches.Enqueue((await FindAsync(api, maps[count])).Watch());
        }
        catch (UnavailableException)
        {
            // This map is the first without room.
        }

        Assert.InRange(count, 10, MapCount - 1);
        (await api.Anyone.GetAsync($"/v1/performances/{maps[count]}/seats")).Refused(503, "unavailable");
        (await api.Anyone.GetAsync($"/v1/performances/{maps[0]}/seats")).Granted();

        watches.Dequeue().Dispose();

        (await api.Anyone.GetAsync($"/v1/performances/{maps[count]}/seats")).Granted();
        foreach (var watch in watches) watch.Dispose();
    }

    [Fact]
    public async Task A_map_that_is_polled_stays_and_the_one_that_was_read_longest_ago_is_evicted()
    {
        await using var api = await StartAsync();
        var maps = await MapsAsync(api);
        var polled = await FindAsync(api, maps[0]);
        var forgotten = await FindAsync(api, maps[1]);
        var last = polled;

        foreach (var map in maps[2..])
        {
            api.Time.Advance(TimeSpan.FromSeconds(9));
            Assert.Same(polled, await FindAsync(api, maps[0]));
            last = await FindAsync(api, map);
        }

        Assert.NotSame(forgotten, await FindAsync(api, maps[1]));
        Assert.Same(last, await FindAsync(api, maps[^1]));
    }

    [Fact]
    public async Task The_limit_counts_bytes_so_that_few_large_maps_fill_it()
    {
        await using var api = await StartAsync();
        var large = (await api.ConcertAsync(rows: 100, seatsPerRow: 70)).PerformanceId;
        var small = (await MapsAsync(api, 10))[0];
        var seats = await FindAsync(api, small);
        api.Time.Advance(LongerThanRecent);

        await FindAsync(api, large);
        Assert.Same(seats, await FindAsync(api, small));
        api.Time.Advance(TimeSpan.FromMilliseconds(1));
        await FindAsync(api, large);
        api.Time.Advance(LongerThanRecent);
        await FindAsync(api, (await api.ConcertAsync(rows: 100, seatsPerRow: 70)).PerformanceId);

        Assert.NotSame(seats, await FindAsync(api, small));
    }

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(("SeatMaps:CacheBytes", "1048576"));

    private static async Task<string[]> MapsAsync(ApiHost api, int count = MapCount)
    {
        var maps = new string[count];
        for (var i = 0; i < count; i++) maps[i] = (await api.ConcertAsync(rows: 1, seatsPerRow: 1)).PerformanceId;
        return maps;
    }

    private static async Task<Caching.CoalescingCache<SeatMapSnapshot>> FindAsync(ApiHost api, string performanceId) =>
        (await api.Services.GetRequiredService<SeatMapCache>().FindAsync(new(performanceId))).Value!;
}
