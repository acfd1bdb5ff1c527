using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;

namespace Concert.Starts;

/// <summary>Silos that cannot start, beside one that runs: real processes on one database.</summary>
public sealed class SiloStartTests : IAsyncLifetime
{
    private string _connectionString = "";
    private StartedProcess _running = null!;
    private (int Silo, int Gateway) _ports;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await ProcessPostgres.CreateDatabaseAsync();
        _ports = (FreePort.Next(), FreePort.Next());
        _running = Start(_ports);
        await _running.WaitUntilJoinedAsync();
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task A_silo_whose_start_fails_after_it_has_joined_ends_with_one_line_and_leaves_the_cluster()
    {
        var ports = (FreePort.Next(), FreePort.Next());
        await using var failing = Start(ports, ("DOTNET_STARTUP_HOOKS", typeof(PostgresServer).Assembly.Location));

        var exitCode = await failing.WaitForExitAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Equal("The process ended: InvalidOperationException: The test failed the start.", failing.Errors);
        Assert.Contains("StartupHook", failing.Output, StringComparison.Ordinal);
        // It has a row, so it had joined.
        Assert.Equal(6L, await StatusAsync(ports.Item1));
        await AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_silo_whose_start_fails_before_it_joins_ends_with_one_line()
    {
        await ExecuteAsync("update OrleansQuery set QueryKey = 'gone' where QueryKey = 'InsertMembershipKey'");
        await using var failing = Start((FreePort.Next(), FreePort.Next()));

        var exitCode = await failing.WaitForExitAsync();

        Assert.NotEqual(0, exitCode);
        Assert.StartsWith("The process ended: ArgumentException: ", failing.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failing.Errors);
        await AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_locked_table_neither_fails_nor_delays_a_start_and_seat_maps_are_woken_up_when_it_is_free()
    {
        await ExecuteAsync("""
            insert into concert(concert_id, title, artist, venue) values ('c1', 'T', 'A', 'V');
            insert into performance values ('p1', 'c1', 0, now() + interval '7 days', now() - interval '7 days');
            insert into section values ('p1', 0, 'Floor', 2, 3, 100);
            insert into reservation values ('r1', 'u1', 'p1', 'Held', now() + interval '1 hour', '["1-1-1"]', 100, now())
            """);
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var lockingTransaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var locking = new NpgsqlCommand("lock table reservation, grain_state in access exclusive mode", connection))
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var silo = Start(
            (FreePort.Next(), FreePort.Next()), ("ConnectionStrings__Concert", _connectionString + ";Command Timeout=1"));
        await silo.WaitUntilJoinedAsync();
        await silo.WaitForLineAsync("The performances with held seats could not be read; the silo retries");
        await lockingTransaction.CommitAsync(TestContext.Current.CancellationToken);

        await silo.WaitForLineAsync("The seat maps of 1 performances with held seats are active.");
        Assert.Equal(0, await silo.TerminateAsync());
        Assert.Equal("", silo.Errors);
        await AssertUndisturbedAsync();
    }

    [Theory]
    [InlineData(true, "Cluster:SiloPort")]
    [InlineData(false, "Cluster:GatewayPort")]
    public async Task A_second_silo_on_a_port_of_a_running_one_ends_with_one_line_and_the_first_runs_on(bool isSiloPort, string setting)
    {
        var ports = isSiloPort ? (_ports.Silo, FreePort.Next()) : (FreePort.Next(), _ports.Gateway);
        await using var second = Start(ports);

        var exitCode = await second.WaitForExitAsync();

        Assert.NotEqual(0, exitCode);
        Assert.StartsWith(
            $"{setting} is {(isSiloPort ? _ports.Silo : _ports.Gateway)}, which can't be listened on: ", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', second.Errors);
        await AssertUndisturbedAsync();
    }

    [Fact]
    public async Task Of_two_silos_that_start_on_the_same_ports_at_the_same_moment_one_joins()
    {
        var ports = (FreePort.Next(), FreePort.Next());
        await using var one = Start(ports);
        await using var other = Start(ports);
        var (oneEnds, otherEnds) = (one.WaitForExitAsync(), other.WaitForExitAsync());

        var (refused, joined) = await Task.WhenAny(oneEnds, otherEnds) == oneEnds ? (one, other) : (other, one);
        await joined.WaitUntilJoinedAsync();

        Assert.Matches("^Cluster:(Silo|Gateway)Port is [0-9]+, which can't be listened on: [^\n]*$", refused.Errors);
        Assert.Equal(0, await joined.TerminateAsync());
        await AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_silo_that_is_replaced_at_once_starts_on_the_same_ports()
    {
        await using (_running) Assert.Equal(0, await _running.TerminateAsync());

        _running = Start(_ports);

        await _running.WaitUntilJoinedAsync();
    }

    [Fact]
    public async Task The_health_command_tells_a_silo_that_runs_grains_from_a_port_that_is_merely_open()
    {
        await AwaitHealthyAsync(Settings(_ports));

        using var open = new TcpListener(IPAddress.Loopback, 0);
        open.Start();
        var port = ((IPEndPoint)open.LocalEndpoint).Port;
        await using var unhealthy = Health(port);
        Assert.Equal(1, await unhealthy.WaitForExitAsync());
        Assert.Equal($"No silo answers at port {port} (Cluster:GatewayPort).", unhealthy.Errors);
    }

    [Fact]
    public async Task A_silo_with_a_listener_for_operators_shows_its_health_and_its_metrics()
    {
        var (ports, port) = ((FreePort.Next(), FreePort.Next()), FreePort.Next());
        (string, string)[] settings = [.. Settings(ports), ("Operations__Urls", $"http://127.0.0.1:{port}")];
        await using var silo = StartedProcess.StartSilo(settings);
        await silo.WaitForLineAsync("is for operators");
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };

        Assert.Equal("Healthy", await http.GetStringAsync(Path("/health/live")));
        Assert.Equal("Healthy", await http.GetStringAsync(Path("/health/ready")));
        var checks = JsonNode.Parse(await http.GetStringAsync(Path("/health/checks")))!;
        Assert.Equal("passed", (string?)checks["status"]);
        Assert.Equal(
            ["database", "silo", "writer"], checks["checks"]!.AsObject().Select(check => check.Key).Order(StringComparer.Ordinal));
        var metrics = await http.GetStringAsync(Path("/metrics"));
        foreach (var metric in new[] { "writer_changes_waiting", "writer_batches_failed_total", "invariants_broken_total", "orleans_" })
            Assert.Contains($"\n{metric}", metrics, StringComparison.Ordinal);
        await AwaitHealthyAsync(settings);
        Assert.Equal(0, await silo.TerminateAsync());
        await using var gone = StartedProcess.StartSiloCommand("health", settings);
        Assert.Equal(1, await gone.WaitForExitAsync());
    }

    [Fact]
    public async Task A_wrong_address_of_the_listener_for_operators_ends_a_silo_with_one_line()
    {
        await using var silo = Start((FreePort.Next(), FreePort.Next()), ("Operations__Urls", "localhost:9090"));

        Assert.NotEqual(0, await silo.WaitForExitAsync());
        Assert.Equal(
            "Operations:Urls has 'localhost:9090', which is not an address; it must be like http://localhost:5080.", silo.Errors);
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private StartedProcess Start((int Silo, int Gateway) ports, params (string Key, string Value)[] settings) =>
        StartedProcess.StartSilo([.. Settings(ports), .. settings]);

    private StartedProcess Health(int gatewayPort) =>
        StartedProcess.StartSiloCommand("health", Settings((_ports.Silo, gatewayPort)));

    private (string Key, string Value)[] Settings((int Silo, int Gateway) ports) =>
    [
        ("Database__Provider", "postgres"),
        ("ConnectionStrings__Concert", _connectionString),
        ("Cluster__AdvertisedAddress", "127.0.0.1"),
        ("Cluster__SiloPort", ports.Silo.ToString(CultureInfo.InvariantCulture)),
        ("Cluster__GatewayPort", ports.Gateway.ToString(CultureInfo.InvariantCulture)),
    ];

    // It still runs grains, it is a member, and it drains in order.
    private async Task AssertUndisturbedAsync()
    {
        Assert.False(_running.HasExited, _running.Errors);
        Assert.Equal(3L, await StatusAsync(_ports.Silo));
        await AwaitHealthyAsync(Settings(_ports));
        Assert.Equal(0, await _running.TerminateAsync());
        Assert.Equal("", _running.Errors);
    }

    // The command has a limit of its own, which a silo on a loaded machine may miss.
    private static Task AwaitHealthyAsync((string Key, string Value)[] settings) => Polling.UntilAsync(
        (0, ""),
        async () =>
        {
            await using var health = StartedProcess.StartSiloCommand("health", settings);
            return (await health.WaitForExitAsync(), health.Errors);
        },
        StartedProcess.Limit,
        "The exit code and the error of the health command");

    private async Task<long?> StatusAsync(int siloPort) => await ScalarAsync(
        $"select Status::bigint from OrleansMembershipTable where Port = {siloPort} order by Generation desc limit 1") as long?;

    private async Task ExecuteAsync(string sql) => await ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
