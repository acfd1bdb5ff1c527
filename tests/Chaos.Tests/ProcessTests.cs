using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Concert;

/// <summary>The process as operators see it: how it exits, and how it reports why it does not start.</summary>
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
    public async Task A_second_process_on_the_same_database_reports_it_in_one_line_and_exits()
    {
        await using var gateway = await GatewayProcess.StartAsync();

        var (exitCode, errors) = await gateway.RunAnotherAsync(("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        Assert.NotEqual(0, exitCode);
        Assert.Single(errors.Split('\n'));
        Assert.Contains("concert.db", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_command_reports_whether_the_gateway_is_ready()
    {
        await using var gateway = await GatewayProcess.StartAsync();

        Assert.Equal((0, ""), await gateway.RunCommandAsync("health"));
        await gateway.KillAsync();
        var (exitCode, errors) = await gateway.RunCommandAsync("health");

        Assert.Equal(1, exitCode);
        Assert.Contains(gateway.Url, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:{0}", "ASPNETCORE_URLS")]
    [InlineData("Cluster__SiloPort", "{0}", "Cluster:SiloPort")]
    [InlineData("Cluster__GatewayPort", "{0}", "Cluster:GatewayPort")]
    public async Task A_port_in_use_is_reported_in_one_line_that_names_the_setting(string key, string value, string named)
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await gateway.KillAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, errors) = await gateway.RunAnotherAsync((key, string.Format(CultureInfo.InvariantCulture, value, port)));

        Assert.NotEqual(0, exitCode);
        Assert.Single(errors.Split('\n'));
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.Contains($"{port}", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Queue__MaxActive", "0", "Queue:MaxActive")]
    [InlineData("Queue__MaxActve", "5", "MaxActve")]
    [InlineData("Reservations__HoldDuration", "soon", "Reservations:HoldDuration")]
    [InlineData("Database__Provider", "oracle", "Database:Provider")]
    [InlineData("Auth__SigningKey", "short", "Auth:SigningKey")]
    [InlineData("RateLimit__PerClientPerSecond", "-1", "RateLimit:PerClientPerSecond")]
    [InlineData("ASPNETCORE_URLS", "localhost:5080", "ASPNETCORE_URLS")]
    public async Task A_wrong_setting_ends_the_process_with_one_line_that_names_it(string key, string value, string named)
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await gateway.KillAsync();

        var (exitCode, errors) = await gateway.RunAnotherAsync((key, value));

        Assert.NotEqual(0, exitCode);
        Assert.Single(errors.Split('\n'));
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_of_the_readme_work_as_pasted()
    {
        await using var gateway = await GatewayProcess.StartAsync(("DOTNET_ENVIRONMENT", "Development"));

        await ReadmeWalk.RunAsync(gateway.Url);
    }
}
