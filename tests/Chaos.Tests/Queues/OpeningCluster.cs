using Concert.Cluster;
using Concert.History;

namespace Concert.Queues;

/// <summary>A cluster with five slots for each queue. The database notes every step of every place.</summary>
public sealed class OpeningCluster : IAsyncLifetime
{
    /// <summary>So few that nearly every user waits, and that the order of admission can be seen.</summary>
    public const int MaxActive = 5;

    private readonly List<HttpClient> _gateways = [];

    internal ProcessCluster Processes { get; private set; } = null!;

    internal IReadOnlyList<HttpClient> Gateways => _gateways;

    public async ValueTask InitializeAsync()
    {
        Processes = await ProcessCluster.StartAsync(("Queue__MaxActive", $"{MaxActive}"));
        await PlaceSteps.WatchAsync(Processes.ConnectionString);
        _gateways.AddRange(Processes.Gateways.Select(url => new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(30) }));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) gateway.Dispose();
        await Processes.DisposeAsync();
    }

    /// <summary>Kills the silos with SIGKILL, all at once.</summary>
    public Task KillSilosAsync(params IEnumerable<string> silos) => Task.WhenAll(silos.Select(silo => Processes.RunAsync("kill", silo)));

    public async Task StartSilosAsync()
    {
        foreach (var silo in ClusterFixture.Silos) await Processes.RunAsync("start", silo);
    }

    /// <summary>Leaves one silo, with a wrong clock, so that it has every queue and every user.</summary>
    public async Task LeaveOneSiloAsync(string silo, SkewedClock clock)
    {
        await KillSilosAsync(silo);
        await Processes.StartAsync(silo, clock.Variables);
        await Polling.UntilAsync(
            "open", () => Processes.GatewayPortStateAsync(silo), StartedProcess.Limit, $"The port of {silo} for gateways");
        foreach (var other in ClusterFixture.Silos.Where(other => other != silo)) await Processes.RunAsync("stop", other);
        await Processes.AwaitReadyAsync();
    }
}
