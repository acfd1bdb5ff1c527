using System.Net;
using Concert.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Cluster;

/// <summary>Two processes on one database, each gateway and silo.</summary>
[OneProcess]
public sealed class TogetherTests
{
    [Fact]
    public async Task What_a_user_does_at_one_process_counts_at_the_other()
    {
        await using var host = await ApiHost.StartTogetherAsync(_ => { });
        using var other = OtherOf(host);
        var concert = await host.ConcertAsync();
        var minji = await (await host.UserAsync()).JoinAsync(concert);
        var hana = await (await host.UserAsync()).JoinAsync(concert);

        var held = (await At(other, minji).ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        (await hana.ReserveAsync(concert, "1-1-1")).Refused(409, "seat_taken");
        (await minji.ChargeAsync(15_000)).Granted(HttpStatusCode.Created);
        (await At(other, minji).PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);

        foreach (var user in new[] { minji, At(other, minji) })
        {
            Assert.Equal(5_000, (await user.GetAsync("/v1/wallet")).Granted().Number("balance"));
            Assert.Equal("paid", (await user.GetAsync($"/v1/reservations/{held.Text("reservationId")}")).Granted().Text("status"));
        }
    }

    [Fact]
    public async Task A_call_that_finds_no_database_is_repeated_until_it_is_back()
    {
        await using var host = await ApiHost.StartTogetherAsync(_ => { });
        using var metrics = new HostMetrics(host);
        var user = await host.UserAsync();
        await host.ExecuteAsync("alter table user_journal rename to user_journal_gone");

        var charge = user.ChargeAsync(5_000);
        await Eventually.IsAsync(host, () => Task.FromResult(metrics.Read("grain_calls_sent_again") > 0), "the call is repeated");
        await host.ExecuteAsync("alter table user_journal_gone rename to user_journal");

        Assert.Equal(5_000, (await charge).Granted(HttpStatusCode.Created).Number("balance"));
        Assert.Equal(5_000, (await user.GetAsync("/v1/wallet")).Granted().Number("balance"));
    }

    [Fact]
    public async Task A_process_that_drains_says_so_and_serves_until_its_requests_have_ended_and_the_other_has_its_grains()
    {
        var stop = new HeldStop();
        await using var host = await ApiHost.StartTogetherAsync(services => services.AddHostedService(_ => stop));
        using var other = OtherOf(host);
        var user = await host.UserAsync();
        (await user.ChargeAsync(5_000)).Granted(HttpStatusCode.Created);

        // As SIGTERM does.
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var stopped = host.StopAsync();
        await stop.HasBegun;
        var ready = (await host.Anyone.GetAsync("/health/ready")).Refused(503, "unavailable");
        Assert.Contains("draining", ready.Text("detail"), StringComparison.Ordinal);
        Assert.True(ready.Response.Headers.ConnectionClose);
        Assert.Equal(5_000, (await user.GetAsync("/v1/wallet")).Granted().Number("balance"));
        stop.Release();
        await stopped;

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Anyone.GetAsync("/health/live"));
        Assert.Equal(5_000, (await At(other, user).GetAsync("/v1/wallet")).Granted().Number("balance"));
        (await At(other, user).ChargeAsync(1_000)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Several_processes_drain_in_the_view_of_their_balancer_and_a_single_one_does_not()
    {
        await using var several = await ApiHost.StartTogetherAsync(_ => { });
        await using var single = await ApiHost.StartAsync();

        Assert.Single(several.Services.GetServices<IHostedService>().OfType<DrainDelay>());
        Assert.IsType<RequestDrain>(several.Services.GetRequiredService<IServer>());
        Assert.Empty(single.Services.GetServices<IHostedService>().OfType<DrainDelay>());
        Assert.IsNotType<RequestDrain>(single.Services.GetRequiredService<IServer>());
    }

    [Fact]
    public async Task Its_health_covers_the_gateway_and_the_silo()
    {
        await using var host = await ApiHost.StartTogetherAsync(_ => { });
        await Eventually.IsReadyAsync(host);

        var checks = (await host.Anyone.With("Admin-Key", ApiHost.AdminKey).GetAsync("/health/checks")).Json["checks"]!.AsObject();

        Assert.Equal(
            ["cluster True", "database False", "membership True", "writer False"],
            checks.Select(check => $"{check.Key} {check.Value!["decidesReadiness"]!.GetValue<bool>()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_process_without_the_common_signing_key_does_not_start()
    {
        // Nothing listens there: the key is looked for first.
        var line = await LineOfAsync(() => ApiHost.StartAsync(
            ("Cluster:Mode", "embedded"),
            ("Database:Provider", "postgres"),
            ("ConnectionStrings:Concert", "Host=127.0.0.1;Port=1;Username=concert"),
            ("Auth:SigningKey", null!)));

        Assert.Contains("Auth:SigningKey is not set", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster:SiloPort")]
    [InlineData("Cluster:GatewayPort")]
    public async Task A_process_on_a_port_of_another_does_not_start(string setting)
    {
        await using var host = await ApiHost.StartTogetherAsync(_ => { });
        var silo = host.Services.GetRequiredService<ILocalSiloDetails>();
        var port = setting == "Cluster:SiloPort" ? silo.SiloAddress.Endpoint.Port : silo.GatewayAddress.Endpoint.Port;

        var line = await LineOfAsync(() => host.AnotherGatewayAsync((setting, $"{port}")));

        Assert.Contains($"{setting} is {port}", line, StringComparison.Ordinal);
        await Eventually.IsReadyAsync(host);
    }

    private static HttpClient OtherOf(ApiHost host) => new() { BaseAddress = new(((WebApplication)host.Others[0]).Urls.First()) };

    private static Caller At(HttpClient other, Caller user) => user with { Http = other };

    private static async Task<string> LineOfAsync(Func<Task<ApiHost>> start)
    {
        var fault = await Record.ExceptionAsync(async () => await (await start()).DisposeAsync());
        return SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(fault)) ?? fault!.ToString();
    }

    /// <summary>Holds the shutdown up where a process waits for its balancer.</summary>
    private sealed class HeldStop : IHostedLifecycleService
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasBegun => _begun.Task;

        public void Release() => _released.SetResult();

        public Task StoppingAsync(CancellationToken cancellationToken)
        {
            _begun.TrySetResult();
            return _released.Task;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
