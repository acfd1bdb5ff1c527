using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Hosting;
using Npgsql;

namespace Concert.Bench;

/// <summary>
/// What a workload runs on: a database of its own, a silo on it as users get it, and the pool that the baselines share.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    /// <summary>What the baselines may use at a time: more makes two cores slower.</summary>
    private const int PoolSize = 20;

    // With everything at once, thousands wait for the pool.
    private const int SecondsToWaitForPool = 300;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private readonly BenchServer _server;
    private readonly string _connectionString;
    private readonly IHost _silo;

    private Lab(BenchServer server, string connectionString, IHost silo)
    {
        _server = server;
        _connectionString = connectionString;
        _silo = silo;
        Grains = silo.Services.GetRequiredService<IGrainFactory>();
        Sql = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = PoolSize,
            MinPoolSize = PoolSize,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Timeout = SecondsToWaitForPool,
            CommandTimeout = SecondsToWaitForPool,
        });
    }

    public IGrainFactory Grains { get; }

    /// <summary>The silo's own.</summary>
    public IServiceProvider Services => _silo.Services;

    /// <summary>The baselines' pool.</summary>
    public NpgsqlDataSource Sql { get; }

    /// <param name="server">Where the database is made.</param>
    /// <param name="settings">The silo's, beside those that every silo needs.</param>
    public static Task<Lab> OpenAsync(BenchServer server, params (string Key, string Value)[] settings) =>
        OpenAsync(server, _ => { }, settings);

    /// <param name="server">Where the database is made.</param>
    /// <param name="configure">Changes what the silo's own hosting has set up.</param>
    /// <param name="settings">The silo's, beside those that every silo needs.</param>
    public static async Task<Lab> OpenAsync(
        BenchServer server, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var silo = BuildSilo(connectionString, configure, settings);
        await silo.CheckAsync();
        await silo.StartAsync();
        var lab = new Lab(server, connectionString, silo);
        await BaselineTables.CreateAsync(lab.Sql);
        return lab;
    }

    /// <summary>A concert with one performance: rows of 100 seats in one section, on sale.</summary>
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
        return concert.Performances[0];
    }

    /// <summary>One number out of the database: what a contender checks itself by.</summary>
    public async Task<long> CountAsync(string sql, params string[] parameters)
    {
        await using var command = Sql.CreateCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        // What was made to be measured may be hundreds of thousands of grains: nobody waits for the last to be put to rest.
        using var limit = new CancellationTokenSource(StopLimit);
        await _silo.StopAsync(limit.Token);
        _silo.Dispose();
        await Sql.DisposeAsync();
        await _server.DropDatabaseAsync(_connectionString);
    }

    private static IHost BuildSilo(
        string connectionString, Action<IServiceCollection> configure, (string Key, string Value)[] settings)
    {
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
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddQuietLogging();
        builder.AddConcertSilo();
        configure(builder.Services);
        return builder.Build();
    }
}
