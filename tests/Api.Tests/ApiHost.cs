using System.Text.Json.Nodes;
using Concert.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Concert;

/// <summary>
/// The whole service in this process: real Kestrel, real grains, its own database, and a clock that tests advance. With
/// <c>CONCERT_TOPOLOGY=cluster</c> it is a gateway, two silos and PostgreSQL instead of one process with a file; with
/// <c>CONCERT_TOPOLOGY=together</c> two gateways, each with a silo in its process, and PostgreSQL. The tests are the same for all.
/// </summary>
public sealed class ApiHost : IAsyncDisposable
{
    public const string AdminKey = "open-sesame-for-the-tests";

    public const string SigningKey = "a signing key of more than 32 bytes, for tests";

    private readonly string _directory;
    private readonly WebApplication _app;
    private readonly TestSilos? _silos;
    private readonly Dictionary<string, string?> _settings;
    private ApiHost? _impatient;

    private ApiHost(
        string directory, WebApplication app, TestSilos? silos, FakeTimeProvider time, Dictionary<string, string?> settings)
    {
        (_directory, _app, _silos, Time, _settings) = (directory, app, silos, time, settings);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.Urls.First()) };
    }

    public static DateTimeOffset Noon { get; } = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The addresses that the gateway listens on.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Urls.Select(url => new Uri(url))];

    internal Caller Anyone => new(this, Http);

    /// <summary>The other processes of the cluster.</summary>
    internal IReadOnlyList<IHost> Others => _silos?.Hosts ?? [];

    private static Topology TopologyOfRun => Environment.GetEnvironmentVariable("CONCERT_TOPOLOGY") switch
    {
        "cluster" => Topology.Cluster,
        "together" => Topology.Together,
        _ => Topology.OneProcess,
    };

    public static Task<ApiHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(static (_, _) => { }, settings);

    /// <param name="addServices">Adds services, which may use the clock that tests advance.</param>
    /// <param name="settings">Settings that override the defaults of the tests.</param>
    public static Task<ApiHost> StartAsync(
        Action<IServiceCollection, TimeProvider> addServices, params (string Key, string Value)[] settings) =>
        StartAsync(TopologyOfRun, addServices, settings);

    /// <summary>A gateway of a cluster, whatever the topology of the run: for tests of two gateways.</summary>
    public static Task<ApiHost> StartClusterAsync(params (string Key, string Value)[] settings) =>
        StartAsync(Topology.Cluster, static (_, _) => { }, settings);

    /// <summary>A gateway with a silo in its process, and another one, whatever the topology of the run.</summary>
    public static Task<ApiHost> StartTogetherAsync(
        Action<IServiceCollection> addServices, params (string Key, string Value)[] settings) =>
        StartAsync(Topology.Together, (services, _) => addServices(services), settings);

    /// <summary>Another gateway of this one's cluster. Its clock stands still: what it has cached it never fetches again.</summary>
    public async Task<ApiHost> AnotherGatewayAsync(params (string Key, string Value)[] settings)
    {
        var time = new FakeTimeProvider(Time.GetUtcNow());
        var all = new Dictionary<string, string?>(_settings);
        foreach (var (key, value) in settings) all[key] = value;
        var app = await StartGatewayAsync(all, time, static (_, _) => { });
        return new(Directory.CreateTempSubdirectory("concert-api-").FullName, app, silos: null, time, all);
    }

    private static async Task<ApiHost> StartAsync(
        Topology topology, Action<IServiceCollection, TimeProvider> addServices, (string Key, string Value)[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("concert-api-").FullName;
        TestSilos? silos = null;
        try
        {
            var time = new FakeTimeProvider(Noon);
            var all = DefaultsIn(directory);
            var mode = topology is Topology.Cluster ? "client" : "embedded";
            if (topology is not Topology.OneProcess) await TestSilos.AddSettingsAsync(all, mode);
            foreach (var (key, value) in settings) all[key] = value;
            // A test with a database of its own has silos of its own.
            var needsSilos = topology is not Topology.OneProcess && !settings.Any(setting => setting.Key == "ConnectionStrings:Concert")
                && all["Cluster:Mode"] == mode && all["Database:Provider"] == "postgres";
            if (needsSilos) silos = await StartSilosAsync(topology, all, time);
            return new(directory, await StartGatewayAsync(all, time, addServices), silos, time, all);
        }
        catch
        {
            if (silos is not null) await silos.DisposeAsync();
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    private static async Task<TestSilos> StartSilosAsync(Topology topology, Dictionary<string, string?> settings, TimeProvider time) =>
        topology is Topology.Cluster
            ? await TestSilos.StartAsync(settings, time)
            : new(settings["ConnectionStrings:Concert"]!, await StartGatewayAsync(settings, time, static (_, _) => { }));

    private static async Task<WebApplication> StartGatewayAsync(
        Dictionary<string, string?> settings, TimeProvider time, Action<IServiceCollection, TimeProvider> addServices)
    {
        var app = Build(settings, time, addServices);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(
        Dictionary<string, string?> settings, TimeProvider time, Action<IServiceCollection, TimeProvider> addServices) =>
        ApiHosting.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            foreach (var clock in new[] { GatewayTime.Key, "Orleans.Grains", "Orleans.Reminders" })
                builder.Services.AddKeyedSingleton(clock, time);
            builder.Services.KeepSmall();
            addServices(builder.Services, time);
        });

    /// <summary>
    /// The caller at a gateway that soon gives up, for a call that is to find no database. The other calls of the test have the time
    /// that a slow machine needs. One process does not retry, and is that gateway itself.
    /// </summary>
    internal async Task<Caller> ImpatientAsync(Caller caller)
    {
        if (_silos is null) return caller;
        _impatient ??= await AnotherGatewayAsync(("Cluster:Mode", "client"), ("Cluster:RetryTimeout", "00:00:02"));
        return caller with { Host = _impatient, Http = _impatient.Http };
    }

    /// <summary>Runs a statement directly on the database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        if (_silos is not null)
        {
            await _silos.ExecuteAsync(sql);
            return;
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "concert.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        // Without it SQLite also rewrites other references to a renamed table.
        command.CommandText = $"pragma legacy_alter_table = on; {sql}";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Advances the clock so far that every cached value of the gateway is fetched again.</summary>
    public void GrowOld() => Time.Advance(TimeSpan.FromMilliseconds(300));

    public Task StopAsync() => _app.StopAsync();

    internal async Task<Caller> UserAsync(string name = "Minji")
    {
        var answer = await Anyone.SendAsync(HttpMethod.Post, "/v1/users", new { name });
        return new Caller(this, Http) { AccessToken = answer.Text("accessToken") };
    }

    internal async Task<TestConcert> ConcertAsync(
        int rows = 4,
        int seatsPerRow = 5,
        TimeSpan? salesOpenIn = null,
        TimeSpan? startsIn = null,
        TimeSpan? salesCloseIn = null,
        JsonObject? more = null)
    {
        var answer = await CreateConcertAsync(rows, seatsPerRow, salesOpenIn, startsIn, salesCloseIn, more);
        return new(answer.Text("concertId"), answer.Json["performances"]![0]!["performanceId"]!.GetValue<string>());
    }

    /// <param name="rows">The rows of its only section.</param>
    /// <param name="seatsPerRow">The seats of each row.</param>
    /// <param name="salesOpenIn">Null: the sale is open.</param>
    /// <param name="startsIn">Null: in a week.</param>
    /// <param name="salesCloseIn">Null: at the start.</param>
    /// <param name="more">Further fields of the request.</param>
    internal Task<Answer> CreateConcertAsync(
        int rows = 4,
        int seatsPerRow = 5,
        TimeSpan? salesOpenIn = null,
        TimeSpan? startsIn = null,
        TimeSpan? salesCloseIn = null,
        JsonObject? more = null)
    {
        var now = Time.GetUtcNow();
        var request = new JsonObject
        {
            ["title"] = "Night on the Han",
            ["artist"] = "Haneul",
            ["venue"] = "Olympic Hall",
            ["performances"] = new JsonArray(new JsonObject
            {
                ["startsAt"] = now + (startsIn ?? TimeSpan.FromDays(7)),
                ["salesOpenAt"] = now + (salesOpenIn ?? TimeSpan.FromMinutes(-1)),
                ["sections"] = new JsonArray(
                    new JsonObject { ["name"] = "R", ["rows"] = rows, ["seatsPerRow"] = seatsPerRow, ["price"] = 10_000 }),
            }),
        };
        if (salesCloseIn is { } closeIn) request["performances"]![0]!["salesCloseAt"] = now + closeIn;
        foreach (var (name, value) in more ?? []) request[name] = value?.DeepClone();
        return Anyone.With("Admin-Key", AdminKey).SendAsync(HttpMethod.Post, "/v1/concerts", request.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_impatient is not null) await _impatient.DisposeAsync();
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_silos is not null) await _silos.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static Dictionary<string, string?> DefaultsIn(string directory) => new()
    {
        ["ConnectionStrings:Concert"] = $"Data Source={Path.Combine(directory, "concert.db")}",
        // Not 0: of the ports that the kernel chooses from, a connection could take one before the silo listens.
        ["Cluster:SiloPort"] = "0",
        ["Cluster:GatewayPort"] = "0",
        ["Admin:ApiKey"] = AdminKey,
        ["Auth:SigningKey"] = SigningKey,
        ["RateLimit:PerClientPerSecond"] = "0",
        ["Queue:Challenge"] = "off",
        ["Logging:LogLevel:Concert"] = "None",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        // It warns that timers fire late, because the clock of the tests jumps.
        ["Logging:LogLevel:Orleans.Runtime.AsyncTimer"] = "Error",
    };
}

/// <summary>Which processes the service has.</summary>
internal enum Topology
{
    /// <summary>One, on a file.</summary>
    OneProcess,

    /// <summary>A gateway and two silos, on PostgreSQL.</summary>
    Cluster,

    /// <summary>Two that are gateway and silo, on PostgreSQL.</summary>
    Together,
}

internal sealed record TestConcert(string ConcertId, string PerformanceId);
