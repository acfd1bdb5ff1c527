namespace Concert;

/// <summary>The process as operators see it: how it exits, how it reports its health, and the commands of the README.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Sigterm_answers_the_requests_in_progress_and_exits_with_0()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        var concert = await AConcertOnSale.CreateAsync(gateway.Http);
        var user = await AClient.RegisterAsync(gateway.Http, concert, "mina");
        await user.ChargeAsync("first", 1_000);

        var inProgress = Enumerable.Range(0, 100).Select(n => user.ChargeAsync($"charge-{n}", 1_000)).ToList();
        await Task.WhenAny(inProgress);
        var exitCode = await gateway.TerminateAsync();

        Assert.Equal(0, exitCode);
        await gateway.StartAgainAsync();
        var answered = 0;
        foreach (var charge in inProgress)
        {
            // The process refused connections that came after it had stopped listening. It answered every request that it had accepted.
            if (charge.IsCompletedSuccessfully) answered += (await charge).IsSuccess ? 1 : 0;
        }

        Assert.NotEqual(0, answered);
        Assert.True(await user.BalanceAsync() >= (answered + 1) * 1_000L);
        for (var n = 0; n < 100; n++) (await user.ChargeAsync($"charge-{n}", 1_000)).EnsureGranted();
        Assert.Equal(101_000, await user.BalanceAsync());
    }

    [Fact]
    public async Task The_health_command_reports_whether_the_gateway_is_ready()
    {
        await using var gateway = await GatewayProcess.StartAsync();

        // The command has a limit of its own, which a gateway on a loaded machine may miss.
        await Polling.UntilAsync(
            (0, ""), () => gateway.RunCommandAsync("health"), StartedProcess.Limit, "The exit code and the error of the health command");
        await gateway.KillAsync();
        var (exitCode, errors) = await gateway.RunCommandAsync("health");

        Assert.Equal(1, exitCode);
        Assert.Contains(gateway.Url, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_of_the_readme_work_as_pasted()
    {
        await using var gateway = await GatewayProcess.StartAsync(("DOTNET_ENVIRONMENT", "Development"));

        await ReadmeWalk.RunAsync(gateway.Url);
    }
}
