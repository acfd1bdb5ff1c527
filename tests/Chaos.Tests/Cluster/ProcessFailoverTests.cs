using System.Net;

namespace Concert.Cluster;

/// <summary>
/// Planned and unplanned events in a cluster, one at a time: <c>kill -9</c>, SIGTERM, a gateway that starts before the silos, a stopped
/// database. The time limits only end a failing test; the measured times are printed.
/// </summary>
[Collection(ProcessClusterTests.Name)]
public sealed class ProcessFailoverTests(ClusterFixture cluster, ITestOutputHelper output) : FailoverSuite(cluster, output)
{
    // Cluster:RetryTimeout (15 s), plus the last call that the gateway started before that, plus a margin for a busy machine.
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan RestartedWithin = TimeSpan.FromSeconds(45);

    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public Task A_silo_drained_under_load_fails_no_request_and_exits_with_0() =>
        RestartUnderLoadAsync([.. Cluster.Processes.Gateways, Cluster.Processes.Balancer], "silo-2");

    [Fact]
    public Task A_gateway_drained_under_load_fails_no_request_and_exits_with_0() =>
        RestartUnderLoadAsync([Cluster.Processes.Balancer, Cluster.Processes.Gateways[1]], "gateway-1");

    [Fact]
    public async Task A_gateway_started_before_any_silo_answers_503_and_becomes_ready_when_silos_start()
    {
        var url = Cluster.Processes.Gateways[1];
        var http = Cluster.Client(url);
        await Cluster.Processes.RunAsync("kill", "gateway-2");
        foreach (var exitCode in await Task.WhenAll(ClusterFixture.Silos.Select(name => Cluster.Processes.RunAsync("stop", name))))
            Assert.Equal(0, exitCode);

        await Cluster.Processes.RunAsync("start", "gateway-2");
        await ClusterFixture.WaitUntilLiveAsync(http);

        foreach (var path in new[] { "/health/ready", "/v1/concerts", "/v1/wallet" })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Contains("\"code\":\"unavailable\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // It has served nothing yet: SIGTERM ends it at once, and that is no failure.
        Assert.Equal(0, await Cluster.Processes.RunAsync("stop", "gateway-2"));
        await Cluster.Processes.RunAsync("start", "gateway-2");

        foreach (var name in ClusterFixture.Silos) await Cluster.Processes.RunAsync("start", name);
        await Cluster.Processes.AwaitReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/concerts", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Without_its_database_the_service_answers_503_in_bounded_time_and_recovers_when_it_is_back()
    {
        var http = Cluster.Client(Cluster.Processes.Balancer);
        var concert = await AConcertOnSale.CreateAsync(http);
        var user = await AClient.RegisterAsync(http, concert, "mina");
        (await user.ChargeAsync("before", 1_000)).EnsureGranted();

        await Cluster.Processes.RunAsync("stop", "database");
        var stoppedAt = Time.GetTimestamp();
        var refused = await Task.WhenAll(user.ChargeAsync("during", 1_000), user.ReserveAsync("hold", "1-1-1"));
        var took = Time.GetElapsedTime(stoppedAt);
        await Cluster.Processes.RunAsync("start", "database");
        var startedAt = Time.GetTimestamp();
        foreach (var answer in refused)
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Code));
            Assert.NotNull(answer.RetryAfter);
        }

        (await user.ChargeAsync("during", 1_000)).EnsureGranted();
        (await user.ReserveAsync("hold", "1-1-1")).EnsureGranted();
        Assert.Equal(2_000, await user.BalanceAsync());
        Report($"No database: 503 after {took.TotalSeconds:0.0} s; after its restart: granted after {Time.GetElapsedTime(startedAt).TotalSeconds:0.0} s.");
        Assert.True(took < RefusedWithin, $"Expected the refusals within {RefusedWithin}, they took {took}.");
    }

    [Fact]
    public async Task A_cluster_killed_as_a_whole_restarts_with_its_data()
    {
        var http = Cluster.Client(Cluster.Processes.Gateways[0]);
        var user = await AClient.RegisterAsync(http, await AConcertOnSale.CreateAsync(http), "mina");
        (await user.ChargeAsync("charge", 1_000)).EnsureGranted();

        await Task.WhenAll(Cluster.Processes.All.Select(name => Cluster.Processes.RunAsync("kill", name)));
        var killedAt = Time.GetTimestamp();
        foreach (var name in Cluster.Processes.All) await Cluster.Processes.RunAsync("start", name);
        await Cluster.Processes.AwaitReadyAsync();
        Assert.Equal(1_000, await user.BalanceAsync());

        var took = Time.GetElapsedTime(killedAt);
        Report($"All processes killed and started again: answers after {took.TotalSeconds:0.0} s.");
        Assert.True(took < RestartedWithin, $"Expected an answer within {RestartedWithin}, it took {took}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task The_commands_of_the_readme_work_at_either_gateway(int gateway) =>
        ReadmeWalk.RunAsync(Cluster.Processes.Gateways[gateway]);
}
