using System.Globalization;
using System.Text;
using Npgsql;

namespace Concert.Starts;

/// <summary>Processes that buy from a private copy of the service before they start, and what can be seen of it: nothing.</summary>
public sealed class WarmUpProcessTests : IDisposable
{
    // The purchases of a warm-up have this text in the title of their concerts.
    private const string Trace = "Warm-up";

    private static readonly (string, string) Patient = ("Startup__WarmUp", "00:01:00");

    private readonly string _directory = Directory.CreateTempSubdirectory("concert-warm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_warm_process_has_no_trace_of_the_warm_up_in_its_database_its_metrics_and_its_directories()
    {
        var (url, directory) = (Url(), _directory);
        await using var gateway = Embedded(url, Patient);
        await gateway.WaitForLineAsync("Warmed up in");
        await gateway.WaitForLineAsync("Listening on");
        using var http = new HttpClient { BaseAddress = new(url) };
        await ReadyAsync(http);

        await AssertNothingCountedAsync(http);
        Assert.Equal("""{"items":[],"total":0,"months":[]}""", await http.GetStringAsync(new Uri("/v1/concerts", UriKind.Relative)));
        Assert.Equal(0, await gateway.TerminateAsync());
        Assert.Empty(DirectoriesOf(gateway.ProcessId));
        Assert.All(Directory.GetFiles(directory, "*", SearchOption.AllDirectories), file =>
            Assert.DoesNotContain(Trace, Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
        Assert.Equal("", gateway.Errors);
        Assert.DoesNotContain("warn:", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warm_silo_and_a_warm_gateway_leave_the_database_that_they_share_as_it_was()
    {
        var database = await ProcessPostgres.CreateDatabaseAsync();
        (string, string)[] shared =
        [
            ("Database__Provider", "postgres"),
            ("ConnectionStrings__Concert", database),
            ("Cluster__AdvertisedAddress", "127.0.0.1"),
            ("DOTNET_ENVIRONMENT", "Production"),
            Patient,
        ];
        var (url, operators) = (Url(), Url());
        await using var silo = StartedProcess.StartSilo(
            [.. shared, ("Cluster__SiloPort", Port()), ("Cluster__GatewayPort", Port()), ("Operations__Urls", operators)]);
        await silo.WaitForLineAsync("Warmed up in");
        await silo.WaitUntilJoinedAsync();
        await using var gateway = StartedProcess.StartGateway(
            _directory, [.. shared, ("Cluster__Mode", "client"), ("Auth__SigningKey", new string('k', 40)), ("ASPNETCORE_URLS", url)]);
        await gateway.WaitForLineAsync("Warmed up in");
        using var ofGateway = new HttpClient { BaseAddress = new(url) };
        using var ofSilo = new HttpClient { BaseAddress = new(operators) };
        await ReadyAsync(ofGateway);

        await AssertNothingCountedAsync(ofGateway);
        await AssertNothingCountedAsync(ofSilo);
        await using var data = NpgsqlDataSource.Create(database);
        foreach (var table in new[] { "concert", "user_journal", "reservation", "queue_place", "grain_state", "OrleansRemindersTable" })
        {
            await using var count = data.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"select count(*) from {table}"));
            Assert.Equal((table, 0L), (table, (long)(await count.ExecuteScalarAsync())!));
        }

        await using var members = data.CreateCommand("select count(*) from OrleansMembershipTable");
        Assert.Equal(1L, (long)(await members.ExecuteScalarAsync())!);
    }

    [Fact]
    public async Task Sigterm_during_the_warm_up_ends_the_process_before_it_has_started_anything()
    {
        await using var gateway = Embedded(Url(), Patient);
        await Polling.UntilAsync(
            true,
            () => Task.FromResult(DirectoriesOf(gateway.ProcessId).Any(path => File.Exists(Path.Combine(path, "concert.db")))),
            StartedProcess.Limit,
            "Whether the warm-up has a database");

        Assert.Equal(0, await gateway.TerminateAsync());

        Assert.Equal(("", ""), (gateway.Output, gateway.Errors));
        Assert.Empty(DirectoriesOf(gateway.ProcessId));
        Assert.Empty(Directory.GetFiles(_directory));
    }

    private static async Task AssertNothingCountedAsync(HttpClient http)
    {
        var lines = (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');

        var requests = lines.Where(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal));
        Assert.All(requests, line => Assert.Contains("http_route=\"/health/", line, StringComparison.Ordinal));
        var grains = lines.Where(line => line.StartsWith("orleans_catalog_activation", StringComparison.Ordinal)).ToList();
        Assert.All(grains, line => Assert.Matches("grain_type=\"(ping|sys\\.)|_total{otel_scope_name=\"Microsoft.Orleans\"} ", line));
    }

    private static Task ReadyAsync(HttpClient http) => Polling.UntilAsync(
        "OK",
        () => Polling.GetStatusAsync(http, new Uri("/health/ready", UriKind.Relative)),
        StartedProcess.Limit,
        "The answer of the readiness endpoint");

    private static IEnumerable<string> DirectoriesOf(int processId) => new[] { "/dev/shm", Path.GetTempPath() }
        .Where(Directory.Exists)
        .SelectMany(place => Directory.GetDirectories(place, string.Create(CultureInfo.InvariantCulture, $"concert-warm-up-{processId}-*")));

    private static string Url() => $"http://127.0.0.1:{Port()}";

    private static string Port() => FreePort.Next().ToString(CultureInfo.InvariantCulture);

    private StartedProcess Embedded(string url, params (string Key, string Value)[] settings) => StartedProcess.StartGateway(
        _directory,
        [
            ("ConnectionStrings__Concert", $"Data Source={Path.Combine(_directory, "concert.db")}"),
            ("Cluster__SiloPort", "0"),
            ("Cluster__GatewayPort", "0"),
            ("DOTNET_ENVIRONMENT", "Production"),
            ("ASPNETCORE_URLS", url),
            .. settings,
        ]);
}
