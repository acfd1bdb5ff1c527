namespace Concert.Bench.Workloads;

/// <summary>Users join one concert's queue, all at once. Each gets a durable place.</summary>
internal static class Joins
{
    private const string CountPlaces = "select count(*) from queue_place where concert_id = $1";
    private const string CountBaselinePlaces = "select count(*) from baseline.place where concert_id = $1";
    private const string InsertPlace = "insert into baseline.place(concert_id, user_id) values ($1, $2) returning place";

    public static IReadOnlyList<Contender> Contenders(SiloFixture silo, int userCount) =>
    [
        new(
            ContenderNames.Concert,
            round => silo.CreatePerformanceAsync($"{round}", seatCount: 100),
            async round =>
            {
                var queue = silo.Grains.Grain<IQueueGrain>($"c_{round}");
                var (entries, elapsed) = await Clients.CallAtOnceAsync(userCount, i => queue.Join(new($"u_{i}")));
                Require.Equal(userCount, entries.Select(entry => entry.Value!.Standing.Place).Distinct().Count());
                Require.Equal(userCount, await silo.CountAsync(CountPlaces, $"c_{round}"));
                return new(userCount, elapsed);
            }),
        new(
            ContenderNames.SingleStatement,
            _ => Task.CompletedTask,
            async round =>
            {
                var (_, elapsed) = await Clients.CallAtOnceAsync(userCount, i => JoinAsync(silo.Sql, $"c_{round}", $"u_{i}"));
                Require.Equal(userCount, await silo.CountAsync(CountBaselinePlaces, $"c_{round}"));
                return new(userCount, elapsed);
            }),
    ];

    private static async Task<long> JoinAsync(NpgsqlDataSource sql, string concert, string user)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await using var command = connection.Statement(InsertPlace).With(concert).With(user);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
