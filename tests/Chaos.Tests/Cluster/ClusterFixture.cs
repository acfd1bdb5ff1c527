using Npgsql;

namespace Concert.Cluster;

/// <summary>
/// The tests that share one cluster. They run alone and one after another, because they measure times and the machine has few cores.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessClusterTests : ICollectionFixture<ClusterFixture>
{
    public const string Name = "Cluster";
}

/// <summary>One cluster of real processes for many tests. Each test first restores it to its full size.</summary>
public class ClusterFixture : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly List<HttpClient> _clients = [];

    public static IReadOnlyList<string> Silos => ["silo-1", "silo-2", "silo-3"];

    protected virtual ClusterShape Shape => ClusterShape.Apart;

    internal ProcessCluster Processes { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Processes = await ProcessCluster.StartAsync(
        Shape,
        ("DOTNET_ENVIRONMENT", "Development"), ("Reservations__MaxSeatsPerUser", "30"),
        // Off: the users of a load reserve and release one seat without end.
        ("Reservations__MaxHoldsPerSlot", "0"), ("Reservations__SeatCooldown", "00:00:00"));

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var client in _clients) client.Dispose();
        await Processes.DisposeAsync();
    }

    /// <summary>A client that reuses its connections, as browsers do.</summary>
    public HttpClient Client(string url)
    {
        var client = new HttpClient { BaseAddress = new(url), Timeout = Limit };
        _clients.Add(client);
        return client;
    }

    /// <summary>Starts every process that is not running, and waits until all silos have joined and all gateways are ready.</summary>
    public async Task RestoreAsync()
    {
        await Processes.RunAsync("start", "database");
        foreach (var name in Processes.All)
        {
            if (!await Processes.IsRunningAsync(name)) await Processes.RunAsync("start", name);
        }

        foreach (var name in Processes.Silos)
            await Polling.UntilAsync("open", () => Processes.GatewayPortStateAsync(name), Limit, $"The port of {name} for gateways");
        await Polling.UntilAsync(
            3L, () => ScalarAsync("select count(*) from OrleansMembershipTable where Status = 3"), Limit, "The number of active silos");
        await Processes.AwaitReadyAsync();
    }

    internal async Task<GrainMap> OpenGrainMapAsync() => await GrainMap.OpenAsync(Processes.ConnectionString);

    internal string SiloNameOf(int siloPort) => Processes.Silos.Single(name => Processes.SiloPort(name) == siloPort);

    /// <summary>Waits until the other silos have declared a silo dead (status 6 in the membership table).</summary>
    public Task WaitUntilDeclaredDeadAsync(string name) => Polling.UntilAsync(
        6,
        () => ScalarAsync(
            $"select Status from OrleansMembershipTable where Port = {Processes.SiloPort(name)} order by Generation desc limit 1"),
        Limit,
        $"The membership status of {name}");

    public Task WaitUntilExitedAsync(string name) => Polling.UntilAsync(
        $"{name} is not running", () => Processes.StatusOfAsync(name), Limit, $"The status of {name}");

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Processes.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Waits until a gateway answers its liveness check.</summary>
    public static Task WaitUntilLiveAsync(HttpClient gateway) => Polling.UntilAsync(
        "OK",
        () => Polling.GetStatusAsync(gateway, new("/health/live", UriKind.Relative)),
        Limit,
        $"The answer of {gateway.BaseAddress}health/live");
}

/// <summary>The same with gateway and silo in one process.</summary>
public sealed class TogetherFixture : ClusterFixture
{
    protected override ClusterShape Shape => ClusterShape.Together;
}
