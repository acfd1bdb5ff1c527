using Concert.Cluster;

namespace Concert.Faults;

/// <summary>Starts of a silo that fail, and silos with a wrong clock. The other silos serve meanwhile.</summary>
internal sealed class SiloStarts(ProcessCluster cluster, Openings openings, Random random, ChaosStatistics statistics)
{
    // A silo whose start failed once stayed a member for two minutes, and all grains that it was given did not answer.
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);

    // A silo refuses to start from two seconds on.
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan UntilOpening = TimeSpan.FromSeconds(4);

    // Longer than the skew, so that the shoppers still try when the sale opens for the users of a silo that is behind.
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(3);

    /// <summary>Starts a silo three times, and each start fails at another point: before, while, and after it joins the cluster.</summary>
    public async Task FailAsync(string silo)
    {
        await cluster.RunAsync("stop", silo);
        await RefuseAsync(silo, "Queue:MaxActive is 0", Settings(("Queue__MaxActive", "0")));
        await RefuseAsync(
            silo,
            "ConnectionStrings:Concert",
            Settings(("ConnectionStrings__Concert", "Host=127.0.0.1;Port=1;Username=concert"), ("Database__StartTimeout", "00:00:01")));
        // With StartupHook of that assembly.
        await RefuseAsync(silo, "The test failed the start", Settings(("DOTNET_STARTUP_HOOKS", typeof(SkewedClock).Assembly.Location)));
        await cluster.RunAsync("start", silo);
    }

    /// <summary>Starts a silo whose clock is wrong by more than it may be, and then by less: that one serves while a sale opens.</summary>
    public async Task SkewAsync()
    {
        var silos = ClusterFixture.Silos.ToArray();
        random.Shuffle(silos);
        var (silo, other) = (silos[0], silos[1]);
        // The tolerance for a wrong clock is for the sale that is announced here, and for no other.
        await openings.WaitUntilOpenAsync(TimeSpan.Zero);
        var direction = random.Next(2) == 0 ? 1 : -1;
        await cluster.RunAsync("stop", silo);
        using (var clock = new SkewedClock(-direction * TimeSpan.FromSeconds(random.Next(3, 120))))
            await RefuseAsync(silo, "The clock of this machine is", clock.Variables);
        using (var clock = new SkewedClock(direction * AllowedSkew))
        {
            var logged = cluster.LogOf(silo).Length;
            await cluster.StartAsync(silo, clock.Variables);
            await cluster.AwaitLogAsync(silo, logged, "has joined the cluster");
            Assert.Contains("The clock of this machine is", cluster.LogOf(silo)[logged..], StringComparison.Ordinal);
            // Grains stay where they are: a silo that starts gets those of one that is drained.
            await cluster.RunAsync("stop", other);
            await cluster.RunAsync("start", other);
            await openings.AnnounceAsync(UntilOpening, direction * AllowedSkew);
            await openings.WaitUntilOpenAsync(OpenFor);
            await cluster.RunAsync("stop", silo);
        }

        await cluster.RunAsync("start", silo);
    }

    private async Task RefuseAsync(string silo, string reason, IReadOnlyDictionary<string, string> settings)
    {
        var logged = cluster.LogOf(silo).Length;
        var startedAt = TimeProvider.System.GetTimestamp();
        await cluster.StartAsync(silo, settings);
        var exitCode = await cluster.AwaitExitAsync(silo, ExitLimit);
        statistics.RecordFinding($"the silo ended {TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:0.0} s after its start ({reason})");
        Assert.NotEqual(0, exitCode);
        Assert.Contains(reason, cluster.LogOf(silo)[logged..], StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) => settings.ToDictionary();
}
