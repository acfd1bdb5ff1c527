using Concert.Queues;

namespace Concert.Bench;

/// <summary>Users who join one concert's queue, all at once; each has a place that is durable.</summary>
internal static class Joins
{
    private const string CountPlaces = "select count(*) from queue_place where concert_id = $1";
    private const string CountBaselinePlaces = "select count(*) from baseline.place where concert_id = $1";

    private const string InsertPlace = """
        insert into baseline.place(concert_id, user_id) values ($1, $2) returning place
        """;

    public static async Task<OpenWorkload> OpenAsync(BenchServer server, string name, int userCount, params Bar[] bars)
    {
        var lab = await Lab.OpenAsync(server);
        return new(new(name, "joins", [Ours(lab, userCount), Baseline(lab, userCount)], bars), lab);
    }

    private static Contender Ours(Lab lab, int userCount) => new(
        Names.Concert,
        async round =>
        {
            var performance = await lab.CreatePerformanceAsync($"{round}", seatCount: 100);
            await lab.Grains.Grain<IQueueGrain>(performance.ConcertId.Value).View(default);
        },
        async round =>
        {
            var queue = lab.Grains.Grain<IQueueGrain>($"c_{round}");
            var (entries, elapsed) = await Clients.AskAsync(userCount, i => queue.Join(new($"u_{i}")));
            Check.Equal(userCount, entries.Select(entry => entry.Value!.Standing.Place).Distinct().Count());
            Check.Equal(userCount, await lab.CountAsync(CountPlaces, $"c_{round}"));
            return new(userCount, elapsed);
        });

    private static Contender Baseline(Lab lab, int userCount) => new(
        Names.SingleStatement,
        _ => Task.CompletedTask,
        async round =>
        {
            var (_, elapsed) = await Clients.AskAsync(userCount, i => JoinAsync(lab, $"c_{round}", $"u_{i}"));
            Check.Equal(userCount, await lab.CountAsync(CountBaselinePlaces, $"c_{round}"));
            return new(userCount, elapsed);
        });

    private static async Task<long> JoinAsync(Lab lab, string concert, string user)
    {
        await using var connection = await lab.Sql.OpenConnectionAsync();
        await using var command = Statement.Of(connection, InsertPlace).With(concert).With(user);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
