using System.Collections.Immutable;
using Concert.Hosting;

namespace Concert.Bench.Workloads;

/// <summary>A silo in this process, configured as it ships, on a database of its own, and the baselines' connection pool.</summary>
internal sealed class SiloFixture : IAsyncDisposable
{
    // More connections make the baselines slower on two cores.
    private const int PoolSize = 20;

    // When all calls start at once, thousands of them wait for a connection.
    private const int PoolTimeoutSeconds = 300;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private readonly BenchServer _server;
    private readonly string _connectionString;
    private readonly IHost _silo;

    private SiloFixture(BenchServer server, string connectionString, IHost silo)
    {
        (_server, _connectionString, _silo) = (server, connectionString, silo);
        Grains = silo.Services.GetRequiredService<IGrainFactory>();
        Sql = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = PoolSize,
            MinPoolSize = PoolSize,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Timeout = PoolTimeoutSeconds,
            CommandTimeout = PoolTimeoutSeconds,
        });
    }

    public IGrainFactory Grains { get; }

    /// <summary>The baselines' pool.</summary>
    public NpgsqlDataSource Sql { get; }

    /// <param name="server">Where the database is created.</param>
    /// <param name="configure">Changes services of the silo after its own hosting.</param>
    /// <param name="settings">Settings of the silo, in addition to those that every silo needs.</param>
    public static async Task<SiloFixture> OpenAsync(
        BenchServer server, Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Concert"] = connectionString,
            ["Database:Provider"] = "postgres",
            ["Cluster:AdvertisedAddress"] = "127.0.0.1",
            ["Cluster:SiloPort"] = "0",
            ["Cluster:GatewayPort"] = "0",
            ["Logging:LogLevel:Concert"] = "Warning",
            ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddQuietLogging();
        builder.AddConcertSilo();
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.CheckAsync();
        await host.StartAsync();
        var silo = new SiloFixture(server, connectionString, host);
        await BaselineTables.CreateAsync(silo.Sql);
        return silo;
    }

    /// <summary>
    /// A concert with one performance that is on sale, in rows of up to 100 seats in one section. Its seat map and its queue are
    /// activated, because a user who books has read both before.
    /// </summary>
    public async Task<PerformanceLayout> CreatePerformanceAsync(string name, int seatCount)
    {
        var now = TimeProvider.System.GetUtcNow();
        var rowCount = (seatCount + 99) / 100;
        var plan = new PerformancePlan(
            new($"p_{name}"),
            StartsAt: now.AddDays(30),
            SalesOpenAt: now.AddDays(-1),
            [new("Floor", rowCount, Math.Min(seatCount, 100), new(50_000))]);
        var concert = await Grains.GetGrain<ICatalogGrain>(0).Create(
            new(new($"c_{name}"), "The Bench", "Two Cores", "Laboratory", ImmutableArray.Create(plan)));
        var performance = concert.Performances[0];
        await MapOf(performance).Count();
        await QueueOf(performance).View(default);
        return performance;
    }

    public ISeatGrain SeatAt(PerformanceLayout performance, int index) =>
        Grains.Grain<ISeatGrain>(SeatKey.Of(performance.PerformanceId, performance.SeatAt(index).SeatId));

    public ISeatMapGrain MapOf(PerformanceLayout performance) => Grains.Grain<ISeatMapGrain>(performance.PerformanceId.Value);

    public IQueueGrain QueueOf(PerformanceLayout performance) => Grains.Grain<IQueueGrain>(performance.ConcertId.Value);

    public Task<long> CountAsync(string sql, params object[] parameters) => Sql.ScalarAsync(sql, parameters);

    public async ValueTask DisposeAsync()
    {
        // A measurement may leave hundreds of thousands of activations. Their deactivation is not awaited to the end.
        using var limit = new CancellationTokenSource(StopLimit);
        await _silo.StopAsync(limit.Token);
        _silo.Dispose();
        await Sql.DisposeAsync();
        await _server.DropDatabaseAsync(_connectionString);
    }
}
