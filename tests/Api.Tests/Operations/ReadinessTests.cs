using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Concert.Operations;

/// <summary>
/// A database in trouble is everybody's trouble: no gateway leaves the balancer for it, and metrics and details name it. The class has a
/// server of its own, because a test takes all of its connections, and each test a database.
/// </summary>
[OneProcess]
public sealed class ReadinessTests(ReadinessTests.FewConnections server) : IClassFixture<ReadinessTests.FewConnections>, IAsyncLifetime
{
    private const string FullDisk = """
        create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
        create trigger refuse before insert on user_journal for each row execute function refuse();
        """;

    private string _connectionString = "";
    private ApiHost _host = null!;
    private HostMetrics _metrics = null!;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await server.Server.CreateDatabaseAsync();
        _host = await ApiHost.StartAsync(
            (services, _) => services.PostConfigure<HealthCheckPublisherOptions>(options => options.Period = TimeSpan.FromSeconds(1)),
            ("Database:Provider", "postgres"),
            ("Cluster:Mode", "embedded"),
            ("Cluster:AdvertisedAddress", "127.0.0.1"),
            ("Cluster:RetryTimeout", "00:00:02"),
            ("Drain:Delay", "00:00:00"),
            ("ConnectionStrings:Concert", _connectionString));
        _metrics = new(_host);
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _host.DisposeAsync();
        // Ends the connections that are left, so that the next test finds all of them free.
        await server.Server.DropDatabaseAsync(_connectionString);
    }

    [Fact]
    public async Task Ready_while_others_have_taken_all_connections_of_the_server()
    {
        (await ChecksAsync()).Granted();
        await using var others = new Connections(_connectionString);
        await others.TakeAllAsync();

        await Eventually.IsReadyAsync(_host);
        Assert.Equal("failed", await StatusAsync("database"));
        await EventuallyMetricAsync("health_check_passed database", 0);

        await others.DisposeAsync();
        await EventuallyMetricAsync("health_check_passed database", 1);
    }

    [Fact]
    public async Task Ready_while_a_table_is_locked_and_the_metrics_tell_that_changes_wait()
    {
        var user = await _host.UserAsync();
        (await user.ChargeAsync(1_000)).Granted(HttpStatusCode.Created);
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "lock table concert in access exclusive mode; lock table user_journal in exclusive mode");

        var charge = user.ChargeAsync(1_000);
        await EventuallyMetricAsync("writer_changes_waiting main", 1);

        await Eventually.IsReadyAsync(_host);
        await EventuallyPassedAsync("database");
        await EventuallyMetricAsync("writer_stalled main", value => value > 0);

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        (await charge).Granted(HttpStatusCode.Created);
        await EventuallyMetricAsync("writer_changes_waiting main", 0);
        await EventuallyMetricAsync("writer_stalled main", 0);
    }

    [Fact]
    public async Task Ready_while_the_disk_is_full_and_the_metrics_tell_that_batches_fail()
    {
        var user = await _host.UserAsync();
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, FullDisk);
        Assert.Equal(0, _metrics.Read("writer_batches_failed main"));

        (await user.ChargeAsync(1_000)).Refused(503, "unavailable");

        await Eventually.IsReadyAsync(_host);
        Assert.Equal("failed", await StatusAsync("writer"));
        await EventuallyMetricAsync("writer_batches_failed main", value => value > 0);
        await EventuallyMetricAsync("health_check_passed writer", 0);

        await ExecuteAsync(connection, "drop trigger refuse on user_journal");
        (await user.ChargeAsync(1_000)).Granted(HttpStatusCode.Created);
        Assert.Equal("passed", await StatusAsync("writer"));
    }

    [Fact]
    public async Task Every_commit_is_measured()
    {
        (await (await _host.UserAsync()).ChargeAsync(1_000)).Granted(HttpStatusCode.Created);

        await EventuallyMetricAsync("writer_commit_duration main", value => value > 0);
        await EventuallyMetricAsync("writer_last_commit_age main", value => value >= 0);
    }

    private Task<Answer> ChecksAsync() => _host.Anyone.With("Admin-Key", ApiHost.AdminKey).GetAsync("/health/checks");

    private async Task<string> StatusAsync(string check) => (await ChecksAsync()).Json["checks"]![check]!["status"]!.GetValue<string>();

    // The check has three seconds, and a slow machine needs more.
    private Task EventuallyPassedAsync(string check) =>
        Eventually.IsAsync(_host, async () => await StatusAsync(check) == "passed", $"the health check {check} passes");

    private Task EventuallyMetricAsync(string name, Func<double, bool> isSo) => Eventually.IsAsync(
        _host, () => Task.FromResult(_metrics.Read(name) is { } value && isSo(value)), $"{name}, now {_metrics.Read(name)}");

    private Task EventuallyMetricAsync(string name, double expected) => EventuallyMetricAsync(name, value => value == expected);

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public sealed class FewConnections : IAsyncLifetime
    {
        public PostgresServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await PostgresServer.CreateAsync(["max_connections=12"]);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    /// <summary>Connections of another program, which never gives one back.</summary>
    private sealed class Connections(string connectionString) : IAsyncDisposable
    {
        private readonly List<NpgsqlConnection> _open = [];

        /// <summary>Takes what is free, and ends those of the service until it has none.</summary>
        public async Task TakeAllAsync()
        {
            while (true)
            {
                try
                {
                    var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
                    await connection.OpenAsync();
                    _open.Add(connection);
                }
                catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.TooManyConnections)
                {
                    await using var command = new NpgsqlCommand(
                        $"""
                        select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where datname = current_database() and application_name = 'concert'
                        """,
                        _open[0]);
                    if (await command.ExecuteScalarAsync() is 0L) return;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in _open) await connection.DisposeAsync();
            _open.Clear();
        }
    }
}
