using Concert.Catalog;
using Concert.Hosting;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Concert.Storage;

/// <summary>Two silos in one process on one SQLite file, as the tests of grains use them.</summary>
public sealed class SqliteClusterTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SqliteTestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(DatabaseOptions.GroupCommit)]
    [InlineData(DatabaseOptions.Stock)]
    public async Task State_and_reminders_survive_a_restart_of_the_whole_cluster(string grainStorage)
    {
        await using (var before = await StartAsync(grainStorage))
        {
            foreach (var grain in Grains(before))
            {
                Assert.Equal("1", await grain.Hold("r1"));
                Assert.Equal("2", await grain.Hold("r2"));
                await grain.Remind("stays");
                await grain.Remind("deleted");
                await grain.Forget("deleted");
            }
        }

        await using var after = await StartAsync(grainStorage);
        foreach (var grain in Grains(after))
        {
            Assert.Equal("r2", await grain.Read());
            Assert.Equal("3", await grain.Hold("r3"));
            Assert.Equal(["stays"], await grain.Reminders());
        }
    }

    [Fact]
    public async Task Writes_that_were_acknowledged_while_the_silos_stop_are_durable()
    {
        var acknowledged = new List<string>();
        await using (var cluster = await StartAsync(DatabaseOptions.GroupCommit))
        {
            var writes = Grains(cluster).Select(async grain =>
            {
                // A call during the stop may stay without an answer; an acknowledged write must not be lost.
                await grain.Hold("r1");
                lock (acknowledged) acknowledged.Add(grain.GetPrimaryKeyString());
            }).ToList();
            await await Task.WhenAny(writes);
            foreach (var silo in cluster.Silos.ToList()) await silo.StopSiloAsync(TestContext.Current.CancellationToken);
        }

        string[] keys;
        lock (acknowledged) keys = [.. acknowledged];
        Assert.NotEmpty(keys);
        foreach (var key in keys)
        {
            Assert.Equal(1L, await _database.ScalarAsync(
                $"select count(*) from grain_state where grain_key = '{key}' and state is not null"));
        }
    }

    [Fact]
    public async Task Grains_use_the_clock_that_tests_set()
    {
        await using var cluster = await StartAsync(DatabaseOptions.GroupCommit);

        Assert.Equal(Noon, await cluster.Client.GetGrain<IProbeGrain>("time").Now());
    }

    [Fact]
    public async Task The_catalog_returns_the_same_concert_on_every_silo()
    {
        await using var cluster = await StartAsync(DatabaseOptions.GroupCommit);
        var catalog = cluster.Client.GetGrain<ICatalogGrain>(0);
        var plan = new CreateConcert(
            new("c1"), "T", "A", "V", [new(new("p1"), Noon.AddHours(7), Noon, [new("Floor", 2, 3, new(100))])]);

        var created = await catalog.Create(plan);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => catalog.Layout(new("p1"))));

        Assert.All(answers, answer => Assert.Equivalent(created.Performances[0], answer.Value, strict: true));
        Assert.Equal("concert_not_found", (await catalog.Find(new("none"))).Refusal?.Code);
        Assert.Equal("performance_not_found", (await catalog.Layout(new("none"))).Refusal?.Code);
        Assert.Single((await catalog.List(new(10, null))).Items);
    }

    private static IEnumerable<IProbeGrain> Grains(InProcessTestCluster cluster) =>
        Enumerable.Range(1, 20).Select(number => cluster.Client.GetGrain<IProbeGrain>($"probe-{number}"));

    private async Task<InProcessTestCluster> StartAsync(string grainStorage)
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ServiceId = "concert";
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddConcertStorage(
                new DatabaseOptions { GrainStorage = grainStorage }, _database.ConnectionString, isShared: true);
            silo.Services.AddKeyedSingleton<TimeProvider>(StorageNames.GrainTime, new FixedClock());
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }
}
