using System.Globalization;

namespace Concert.Cluster;

/// <summary>What a cluster survives whatever processes it has. Each test begins with all of them.</summary>
public abstract class FailoverSuite(ClusterFixture cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan ReplacedWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeProvider Time = TimeProvider.System;

    protected ClusterFixture Cluster { get; } = cluster;

    public async ValueTask InitializeAsync() => await Cluster.RestoreAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_wallets_of_a_killed_silo_answer_again_within_ten_seconds()
    {
        var http = Cluster.Client(Cluster.Processes.Balancer);
        var concert = await AConcertOnSale.CreateAsync(http);
        var users = new List<AClient>();
        for (var n = 0; n < 24; n++)
        {
            users.Add(await AClient.RegisterAsync(http, concert, $"user {n}", joins: false));
            (await users[n].ChargeAsync("charge", 1_000)).EnsureGranted();
        }

        var (victim, affected) = await SiloWithMostUsersAsync(users);
        await Cluster.Processes.RunAsync("kill", victim);
        var killedAt = Time.GetTimestamp();
        var waits = await Task.WhenAll(affected.Select(async user =>
        {
            Assert.Equal(1_000, await user.BalanceAsync());
            return Time.GetElapsedTime(killedAt);
        }));

        await Cluster.WaitUntilDeclaredDeadAsync(victim);
        Report($"{victim} killed: its {affected.Count} wallets answered after {waits.Min().TotalSeconds:0.0} to {waits.Max().TotalSeconds:0.0} s.");
        Assert.True(waits.Max() < ReplacedWithin, $"Expected all answers within {ReplacedWithin}, the longest took {waits.Max()}.");
    }

    /// <summary>
    /// Drains processes one after another, each when the one before serves again, while users work through the given addresses. No request
    /// may fail, and each process must end with 0.
    /// </summary>
    protected async Task RestartUnderLoadAsync(IReadOnlyList<string> urls, params IReadOnlyList<string> names)
    {
        HttpClient[] clients = [.. urls.Select(Cluster.Client)];
        using var load = await ContinuousLoad.StartAsync(await AConcertOnSale.CreateAsync(clients[0], rows: 12), 12, clients);
        await load.WaitForAnswersAsync(300);
        foreach (var name in names)
        {
            if (name != names[0]) await Cluster.RestoreAsync();
            Assert.Equal(0, await Cluster.Processes.RunAsync("stop", name));
            await load.WaitForAnswersAsync(300);
        }

        Assert.Empty(await load.StopAsync());
        Report($"{string.Join(", ", names)} drained under load: {load.Count} requests, none failed, the longest took {load.Longest.TotalSeconds:0.0} s.");
    }

    private async Task<(string Silo, List<AClient> Users)> SiloWithMostUsersAsync(List<AClient> users)
    {
        await using var map = await Cluster.OpenGrainMapAsync();
        var placements = new List<(int Port, AClient User)>();
        foreach (var user in users) placements.Add((await map.PortOfAsync("userwallet", user.UserId), user));
        var most = placements.GroupBy(placement => placement.Port).MaxBy(group => group.Count())!;
        return (Cluster.SiloNameOf(most.Key), [.. most.Select(placement => placement.User)]);
    }

    protected void Report(FormattableString figures)
    {
        var line = figures.ToString(CultureInfo.InvariantCulture);
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
