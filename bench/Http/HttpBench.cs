using System.Text.Json.Nodes;
using Concert.Auth;
using Concert.Bench.Http.Baseline;
using Npgsql;

namespace Concert.Bench.Http;

/// <summary>
/// Everything that the workloads over HTTP talk to, each a process of its own: a silo and a gateway as they ship, and the
/// service that a good engineer would write on SQL instead. One PostgreSQL server, a database for each of the two.
/// </summary>
internal sealed class HttpBench : IAsyncDisposable
{
    /// <summary>Slots of one concert: enough for all who buy in a round, and few enough that a line can form behind them.</summary>
    public const int MaxActive = 10_000;

    private const string AdminKey = "the-admin-key-of-the-bench";
    private const string SigningKey = "the signing key of the bench, of more than 32 bytes";

    private readonly List<ServiceProcess> _processes = [];
    private readonly AccessTokens _tokens = new(new GatewayKeys(SigningKey), TimeProvider.System);

    private readonly BenchServer _server;
    private readonly HttpSetup _setup;

    private HttpBench(BenchServer server, HttpSetup setup, string database, string baselineDatabase)
    {
        (_server, _setup) = (server, setup);
        BaselineDatabase = NpgsqlDataSource.Create(BaselineServer.Tuned(baselineDatabase));
        Client = new() { BaseAddress = Gateway };
        Settings = new()
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Database__Provider"] = "postgres",
            ["ConnectionStrings__Concert"] = database,
            ["Cluster__Mode"] = "client",
            ["Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Auth__SigningKey"] = SigningKey,
            ["Admin__ApiKey"] = AdminKey,
            ["RateLimit__PerClientPerSecond"] = "0",
            ["Queue__MaxActive"] = $"{setup.MaxActive}",
            // Nothing ends by itself while others are measured.
            ["Queue__ActiveLifetime"] = "04:00:00",
            ["Queue__ClaimWindow"] = "04:00:00",
            ["Reservations__HoldDuration"] = "04:00:00",
            ["ASPNETCORE_URLS"] = Gateway.OriginalString,
        };
        BaselineSettings = new()
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Concert"] = baselineDatabase,
            ["Auth__SigningKey"] = SigningKey,
            ["Queue__MaxActive"] = $"{MaxActive}",
            ["ASPNETCORE_URLS"] = Baseline.OriginalString,
        };
    }

    public Uri Gateway { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Processes that start for a workload have everything to compile; what is hot, twice.</summary>
    public static TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(12);

    public Uri Baseline { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>For what is prepared and read back; not for what is measured.</summary>
    public HttpClient Client { get; }

    public NpgsqlDataSource BaselineDatabase { get; }

    public Dictionary<string, string> Settings { get; }

    private Dictionary<string, string> BaselineSettings { get; }

    public static async Task<HttpBench> StartAsync(BenchServer server, HttpSetup? setup = null)
    {
        var bench = new HttpBench(server, setup ?? new(), await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        try
        {
            await bench.StartAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor time of each kind of process since it started, PostgreSQL's too where it is the bench's own.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ProcessorTimes()
    {
        var times = _processes.GroupBy(process => process.Verb).ToDictionary(
            kind => kind.Key, kind => kind.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime));
        if (_server.ProcessorTime is { } time) times["postgres"] = time;
        return times;
    }

    /// <summary>Processor time of each silo since it started, in the order of their start.</summary>
    public IReadOnlyList<TimeSpan> SiloTimes() => [.. ProcessesOf("silo").Select(process => process.ProcessorTime)];

    /// <summary>Memory of the machine that processes of a kind occupy.</summary>
    public long ResidentBytes(string verb) => ProcessesOf(verb).Sum(process => process.ResidentBytes);

    /// <summary>The <c>Authorization</c> header of a user, whom both services know by the same token.</summary>
    public (string Name, string Value) Authorization(string userId) =>
        ("Authorization", $"Bearer {_tokens.Issue(new(userId), userId).Token}");

    /// <summary>A new concert of one performance.</summary>
    public async Task<HttpConcert> CreateConcertAsync(int rows, int seatsPerRow, long price = 1000)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/concerts", UriKind.Relative))
        {
            Content = JsonContent.Create(new
            {
                title = "Night on the Han",
                artist = "Haneul",
                venue = "Olympic Hall",
                performances = new[]
                {
                    new
                    {
                        startsAt = TimeProvider.System.GetUtcNow().AddDays(30),
                        salesOpenAt = TimeProvider.System.GetUtcNow().AddMinutes(-1),
                        sections = new[] { new { name = "R", rows, seatsPerRow, price } },
                    },
                },
            }),
        };
        request.Headers.Add("Admin-Key", AdminKey);
        using var answer = await Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var concert = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var performanceId = concert["performances"]![0]!["performanceId"]!.GetValue<string>();
        var seats = await SeatsAsync(performanceId);
        return new(concert["concertId"]!.GetValue<string>(), performanceId, [.. seats.Select(seat => seat.SeatId)]);
    }

    /// <summary>Each seat's status, as the service tells it.</summary>
    public async Task<IReadOnlyList<(string SeatId, string Status)>> SeatsAsync(string performanceId)
    {
        var map = JsonNode.Parse(await Client.GetStringAsync(new Uri($"/v1/performances/{performanceId}/seats", UriKind.Relative)))!;
        return [.. map["seats"]!.AsArray().Select(seat => (seat!["seatId"]!.GetValue<string>(), seat["status"]!.GetValue<string>()))];
    }

    /// <summary>Something of a user's own, as the service tells it.</summary>
    public async Task<JsonNode> ReadAsync(string path, (string Name, string Value) authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add(authorization.Name, authorization.Value);
        using var answer = await Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes)) await process.DisposeAsync();
        Client.Dispose();
        await BaselineDatabase.DisposeAsync();
    }

    // A gateway looks for silos as it starts: when all are there, it finds all.
    private async Task StartAsync()
    {
        for (var i = 0; i < _setup.SiloCount; i++)
        {
            _processes.Add(ServiceProcess.Start("silo", new Dictionary<string, string>(Settings)
            {
                ["Cluster__SiloPort"] = $"{FreePort.Next()}",
                ["Cluster__GatewayPort"] = $"{FreePort.Next()}",
            }));
        }

        await using (var membership = NpgsqlDataSource.Create(Settings["ConnectionStrings__Concert"]))
        {
            await Check.EventuallyAsync(async () => await Membership.ActiveCountAsync(membership) == _setup.SiloCount);
        }

        _processes.Add(ServiceProcess.Start("gateway", Settings));
        await _processes[^1].ReadyAsync(Gateway);
        if (!_setup.HasBaseline) return;
        await BaselineSchema.CreateAsync(BaselineDatabase);
        _processes.Add(ServiceProcess.Start("baseline", BaselineSettings));
        await _processes[^1].ReadyAsync(Baseline);
    }

    private IEnumerable<ServiceProcess> ProcessesOf(string verb) => _processes.Where(process => process.Verb == verb);
}

/// <param name="SeatIds">All of them, in order.</param>
internal sealed record HttpConcert(string ConcertId, string PerformanceId, IReadOnlyList<string> SeatIds);

/// <summary>What the workloads talk to.</summary>
/// <param name="SiloCount">Silo processes behind the one gateway.</param>
/// <param name="HasBaseline">Whether the service on SQL runs as well.</param>
/// <param name="MaxActive">Slots of one concert.</param>
internal sealed record HttpSetup(int SiloCount = 1, bool HasBaseline = true, int MaxActive = HttpBench.MaxActive);
