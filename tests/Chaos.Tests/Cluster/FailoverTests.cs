using System.Globalization;
using System.Net;

namespace Concert.Cluster;

/// <summary>
/// What operators do to a cluster, and what fate does, one at a time: <c>kill -9</c>, SIGTERM, a gateway that is early, a
/// database that is away. Limits are there to fail; what was measured is printed.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class FailoverTests(ClusterFixture cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan ReplacedWithin = TimeSpan.FromSeconds(10);

    // A gateway's patience, the longest call that it began before its end, and a busy machine.
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan RestartedWithin = TimeSpan.FromSeconds(45);

    private static readonly TimeProvider Time = TimeProvider.System;

    public async ValueTask InitializeAsync() => await cluster.WholeAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_killed_silo_is_replaced_and_what_lived_on_it_answers_again_within_ten_seconds()
    {
        var http = cluster.Client(cluster.Processes.Balancer);
        var concert = await AConcertOnSale.MakeAsync(http);
        var users = new List<AClient>();
        for (var n = 0; n < 24; n++)
        {
            users.Add(await AClient.ArriveAsync(http, concert, $"user {n}", joins: false));
            Assert.True((await users[n].ChargeAsync("charge", 1_000)).IsSuccess);
        }

        var (victim, stranded) = await MostPopulousAsync(users);
        await cluster.Processes.RunAsync("kill", victim);
        var killedAt = Time.GetTimestamp();
        var gaps = await Task.WhenAll(stranded.Select(async user =>
        {
            Assert.Equal(1_000, await user.BalanceAsync());
            return Time.GetElapsedTime(killedAt);
        }));

        await cluster.OutAsync(victim);
        Say($"{victim} killed: its {stranded.Count} wallets answered after {gaps.Min().TotalSeconds:0.0} to {gaps.Max().TotalSeconds:0.0} s.");
        Assert.True(gaps.Max() < ReplacedWithin, $"Longest: {gaps.Max()}");
    }

    [Fact]
    public async Task A_silo_told_to_go_under_load_fails_no_request_and_ends_with_0()
    {
        var doors = cluster.Processes.Gateways.Append(cluster.Processes.Balancer).Select(cluster.Client).ToArray();
        using var load = await Load.StartAsync(await AConcertOnSale.MakeAsync(doors[0], rows: 12), 12, doors);
        await load.ServeAsync(300);

        var exitCode = await cluster.Processes.RunAsync("stop", "silo-2");

        await load.ServeAsync(300);
        Assert.Empty(await load.StopAsync());
        Assert.Equal(0, exitCode);
        Say($"A silo drained under load: {load.Count} requests, none failed, the longest took {load.Longest.TotalSeconds:0.0} s.");
    }

    [Fact]
    public async Task A_gateway_told_to_go_under_load_fails_no_request_and_ends_with_0()
    {
        HttpClient[] doors = [cluster.Client(cluster.Processes.Balancer), cluster.Client(cluster.Processes.Gateways[1])];
        using var load = await Load.StartAsync(await AConcertOnSale.MakeAsync(doors[0], rows: 12), 12, doors);
        await load.ServeAsync(300);

        var exitCode = await cluster.Processes.RunAsync("stop", "gateway-1");

        await load.ServeAsync(300);
        Assert.Empty(await load.StopAsync());
        Assert.Equal(0, exitCode);
        Say($"A gateway drained under load: {load.Count} requests, none failed, the longest took {load.Longest.TotalSeconds:0.0} s.");
    }

    [Fact]
    public async Task A_gateway_that_starts_before_any_silo_says_so_and_becomes_ready_when_they_come()
    {
        var url = cluster.Processes.Gateways[1];
        var http = cluster.Client(url);
        await cluster.Processes.RunAsync("kill", "gateway-2");
        foreach (var exitCode in await Task.WhenAll(ClusterFixture.Silos.Select(name => cluster.Processes.RunAsync("stop", name))))
            Assert.Equal(0, exitCode);

        await cluster.Processes.RunAsync("start", "gateway-2");
        await ClusterFixture.UntilAsync(() => IsLiveAsync(http), "the gateway listens");

        foreach (var path in new[] { "/health/ready", "/v1/concerts", "/v1/wallet" })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Contains("\"code\":\"unavailable\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var name in ClusterFixture.Silos) await cluster.Processes.RunAsync("start", name);
        await cluster.Processes.AwaitReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/concerts", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Without_its_database_the_service_says_503_in_bounded_time_and_goes_on_when_it_is_back()
    {
        var http = cluster.Client(cluster.Processes.Balancer);
        var concert = await AConcertOnSale.MakeAsync(http);
        var user = await AClient.ArriveAsync(http, concert, "mina");
        Assert.True((await user.ChargeAsync("before", 1_000)).IsSuccess);

        await cluster.Processes.RunAsync("stop", "database");
        var stoppedAt = Time.GetTimestamp();
        var refused = await Task.WhenAll(user.ChargeAsync("during", 1_000), user.ReserveAsync("hold", "1-1-1"));
        var took = Time.GetElapsedTime(stoppedAt);
        await cluster.Processes.RunAsync("start", "database");
        var startedAt = Time.GetTimestamp();
        foreach (var answer in refused)
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Code));
            Assert.NotNull(answer.RetryAfter);
        }

        Assert.True((await user.ChargeAsync("during", 1_000)).IsSuccess);
        Assert.True((await user.ReserveAsync("hold", "1-1-1")).IsSuccess);
        Assert.Equal(2_000, await user.BalanceAsync());
        Say($"No database: 503 after {took.TotalSeconds:0.0} s; it is back: granted after {Time.GetElapsedTime(startedAt).TotalSeconds:0.0} s.");
        Assert.True(took < RefusedWithin, $"It took {took}.");
    }

    [Fact]
    public async Task A_cluster_killed_as_a_whole_starts_over_its_own_remains()
    {
        var http = cluster.Client(cluster.Processes.Gateways[0]);
        var user = await AClient.ArriveAsync(http, await AConcertOnSale.MakeAsync(http), "mina");
        Assert.True((await user.ChargeAsync("charge", 1_000)).IsSuccess);

        await Task.WhenAll(ClusterFixture.All.Select(name => cluster.Processes.RunAsync("kill", name)));
        var killedAt = Time.GetTimestamp();
        foreach (var name in ClusterFixture.All) await cluster.Processes.RunAsync("start", name);
        await cluster.Processes.AwaitReadyAsync();
        Assert.Equal(1_000, await user.BalanceAsync());

        var took = Time.GetElapsedTime(killedAt);
        Say($"All killed and started again: answers after {took.TotalSeconds:0.0} s.");
        Assert.True(took < RestartedWithin, $"It took {took}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task The_walk_of_the_readme_works_at_either_gateway(int gateway) => ReadmeWalk.TakeAsync(cluster.Processes.Gateways[gateway]);

    private async Task<(string Silo, List<AClient> Users)> MostPopulousAsync(List<AClient> users)
    {
        await using var map = await cluster.MapAsync();
        var homes = new List<(int Port, AClient User)>();
        foreach (var user in users) homes.Add((await map.PortOfAsync("userwallet", user.UserId), user));
        var most = homes.GroupBy(home => home.Port).MaxBy(group => group.Count())!;
        return (cluster.NameOf(most.Key), [.. most.Select(home => home.User)]);
    }

    private static async Task<bool> IsLiveAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Say(FormattableString figures)
    {
        var line = figures.ToString(CultureInfo.InvariantCulture);
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
