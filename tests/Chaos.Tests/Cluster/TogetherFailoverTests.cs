namespace Concert.Cluster;

/// <summary>Planned and unplanned events where each process is gateway and silo, behind HAProxy.</summary>
public sealed class TogetherFailoverTests(TogetherFixture cluster, ITestOutputHelper output)
    : FailoverSuite(cluster, output), IClassFixture<TogetherFixture>
{
    private static readonly TimeSpan EndedWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public Task All_processes_restarted_in_turn_under_load_fail_no_request() =>
        RestartUnderLoadAsync([Cluster.Processes.Balancer], Cluster.Processes.All);

    [Fact]
    public async Task A_process_that_froze_and_was_voted_out_ends_and_is_never_ready_again()
    {
        const string Frozen = "node-2";
        var http = Cluster.Client(Cluster.Processes.Balancer);
        var user = await AClient.RegisterAsync(http, await AConcertOnSale.CreateAsync(http), "mina");
        (await user.ChargeAsync("charge", 1_000)).EnsureGranted();
        using var frozen = new HttpClient { BaseAddress = Cluster.Processes.AddressOf(Frozen), Timeout = TimeSpan.FromSeconds(1) };

        await Cluster.Processes.RunAsync("freeze", Frozen);
        await Cluster.WaitUntilDeclaredDeadAsync(Frozen);
        Assert.Equal(1_000, await user.BalanceAsync());
        await Cluster.Processes.RunAsync("thaw", Frozen);

        await Polling.UntilAsync(
            false,
            async () =>
            {
                Assert.NotEqual("OK", await Polling.GetStatusAsync(frozen, new("/health/ready", UriKind.Relative)));
                return await Cluster.Processes.IsRunningAsync(Frozen);
            },
            EndedWithin,
            $"Whether {Frozen} runs");
        await Cluster.RestoreAsync();
        Assert.Equal(1_000, await user.BalanceAsync());
    }
}
