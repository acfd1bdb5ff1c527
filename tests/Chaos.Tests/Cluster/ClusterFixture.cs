using System.Net.Sockets;
using Concert.Chaos;
using Npgsql;

namespace Concert.Cluster;

/// <summary>Tests of one cluster, one after another and alone: they measure, and a machine has few cores.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterTests : ICollectionFixture<ClusterFixture>
{
    public const string Name = "Cluster";
}

/// <summary>One cluster of real processes for many tests, whole again before each.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly List<HttpClient> _clients = [];

    public static IReadOnlyList<string> Silos => ["silo-1", "silo-2", "silo-3"];

    public static IReadOnlyList<string> All => [.. Silos, "gateway-1", "gateway-2"];

    internal TestCluster Processes { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Processes = await TestCluster.StartAsync(
        ("DOTNET_ENVIRONMENT", "Development"), ("Reservations__MaxSeatsPerUser", "30"));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Processes.DisposeAsync();
    }

    /// <summary>One that keeps its connections, as browsers do.</summary>
    public HttpClient Client(string url)
    {
        var client = new HttpClient { BaseAddress = new(url), Timeout = Limit };
        _clients.Add(client);
        return client;
    }

    /// <summary>Starts what does not run, and waits until every silo is in and every gateway is ready.</summary>
    public async Task WholeAsync()
    {
        await Processes.RunAsync("start", "database");
        foreach (var name in All)
        {
            if (!await Processes.RunsAsync(name)) await Processes.RunAsync("start", name);
        }

        foreach (var name in Silos) await UntilAsync(() => IsInAsync(name), $"{name} joins");
        await UntilAsync(
            async () => await ScalarAsync("select count(*) from OrleansMembershipTable where Status = 3") is 3L, "three silos are in, and no other");
        await Processes.AwaitReadyAsync();
    }

    internal async Task<GrainMap> MapAsync() => await GrainMap.OpenAsync(Processes.ConnectionString);

    internal string NameOf(int siloPort) => Silos.Single(name => Processes.SiloPort(name) == siloPort);

    /// <summary>Waits until the others have put a silo out.</summary>
    public Task OutAsync(string name) => UntilAsync(
        async () => await ScalarAsync(
            $"select Status from OrleansMembershipTable where Port = {Processes.SiloPort(name)} order by Generation desc limit 1") is 6,
        $"{name} is put out");

    public Task EndedAsync(string name) => UntilAsync(async () => !await Processes.RunsAsync(name), $"{name} ends");

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Processes.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Waits for what another process does and does not tell us of.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"Within {Limit}: {what}.");
            await Task.Delay(Pause);
        }
    }

    // The port for gateways opens when a silo has joined.
    private async Task<bool> IsInAsync(string name)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", Processes.SiloPort(name) + 10);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
