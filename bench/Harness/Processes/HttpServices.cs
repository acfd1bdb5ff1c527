using Concert.Auth;
using Concert.Settings;

namespace Concert.Bench.Harness;

/// <summary>
/// The servers that the workloads over HTTP talk to, each a process of its own: silos and a gateway as they ship, and the baseline
/// service on SQL. All use one PostgreSQL server, with a database for each of the two services.
/// </summary>
internal sealed class HttpServices : IAsyncDisposable
{
    /// <summary>Slots of one concert: enough for all buyers of a round, and few enough that a queue can form behind them.</summary>
    public const int MaxActive = 10_000;

    private const string AdminKey = "the-admin-key-of-the-bench";
    private const string SigningKey = "the signing key of the bench, of more than 32 bytes";
    private const string CountActiveSilos = "select count(*) from OrleansMembershipTable where Status = $1";

    private readonly List<ServiceProcess> _processes = [];
    private readonly AccessTokens _tokens = new(new GatewayKeys(SigningKey), TimeProvider.System, new AuthOptions());
    private readonly BenchServer _server;
    private readonly HttpSetup _setup;
    private readonly Dictionary<string, string> _settings;
    private readonly Dictionary<string, string> _baselineSettings;
    private readonly HttpClient _client;

    private HttpServices(BenchServer server, HttpSetup setup, string database, string baselineDatabase)
    {
        (_server, _setup) = (server, setup);
        BaselineDatabase = NpgsqlDataSource.Create(BaselineServer.Tuned(baselineDatabase));
        _client = new() { BaseAddress = Gateway };
        _settings = new()
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Database__Provider"] = "postgres",
            ["ConnectionStrings__Concert"] = database,
            ["Cluster__Mode"] = ClusterSettings.Client,
            ["Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Auth__SigningKey"] = SigningKey,
            ["Admin__ApiKey"] = AdminKey,
            ["ASPNETCORE_URLS"] = Gateway.OriginalString,
        };
        if (!setup.HasDefaults) AddSettingsOfMeasurements();
        foreach (var (name, value) in setup.Settings ?? new Dictionary<string, string>()) _settings[name] = value;
        _baselineSettings = new()
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Concert"] = baselineDatabase,
            ["Auth__SigningKey"] = SigningKey,
            ["Queue__MaxActive"] = $"{MaxActive}",
            ["ASPNETCORE_URLS"] = Baseline.OriginalString,
        };
    }

    public Uri Gateway { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public Uri Baseline { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public NpgsqlDataSource BaselineDatabase { get; }

    /// <summary>Opens a workload on servers of its own.</summary>
    public static async Task<OpenWorkload> OpenAsync(BenchServer server, HttpSetup setup, Func<HttpServices, Workload> workload)
    {
        var services = await StartAsync(server, setup);
        // The processes are new: they have all code to compile, and hot code twice.
        return new(workload(services), services) { ProcessorTimes = services.ProcessorTimes, WarmUp = TimeSpan.FromSeconds(12) };
    }

    /// <summary>Starts the servers, each ready for calls.</summary>
    public static async Task<HttpServices> StartAsync(BenchServer server, HttpSetup setup)
    {
        var services = new HttpServices(server, setup, await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        try
        {
            await services.StartAsync();
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }

        return services;
    }

    /// <summary>Processor time of each silo since it started, in the order of their start.</summary>
    public IReadOnlyList<TimeSpan> SiloTimes() => [.. ProcessesOf("silo").Select(process => process.ProcessorTime)];

    /// <summary>The last lines that each process wrote.</summary>
    public string LastLines() => string.Join('\n', _processes.Select(process => $"{process.Verb}: {process.LastLines}"));

    public long ResidentBytes(string verb) => ProcessesOf(verb).Sum(process => process.ResidentBytes);

    /// <summary>The <c>Authorization</c> header of a user. Both services accept the same token.</summary>
    public (string Name, string Value) Authorization(string userId) =>
        ("Authorization", $"Bearer {_tokens.Issue(new(userId), userId).Token}");

    /// <summary>Creates a concert with one performance.</summary>
    /// <param name="rows">Of its one section.</param>
    /// <param name="seatsPerRow">In each row.</param>
    /// <param name="price">Of each seat.</param>
    /// <param name="salesOpenAt">Null: the sale is open.</param>
    public async Task<HttpConcert> CreateConcertAsync(int rows, int seatsPerRow, long price = 1000, DateTimeOffset? salesOpenAt = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sections = new[] { new { name = "R", rows, seatsPerRow, price } };
        var concert = await SendAsync(HttpMethod.Post, "/v1/concerts", ("Admin-Key", AdminKey), new
        {
            title = "Night on the Han",
            artist = "Haneul",
            venue = "Olympic Hall",
            performances = new[] { new { startsAt = now.AddDays(30), salesOpenAt = salesOpenAt ?? now.AddMinutes(-1), sections } },
        });
        var performanceId = concert["performances"]![0]!["performanceId"]!.GetValue<string>();
        var map = await SendAsync(HttpMethod.Get, $"/v1/performances/{performanceId}/seats");
        var seatIds = map["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());
        return new(concert["concertId"]!.GetValue<string>(), performanceId, [.. seatIds]);
    }

    /// <summary>How many seats the gateway's map shows with that status.</summary>
    public async Task<int> CountSeatsAsync(string performanceId, string status)
    {
        var map = await SendAsync(HttpMethod.Get, $"/v1/performances/{performanceId}/seats?compact=true");
        return map["statuses"]!.GetValue<string>().Count(letter => letter == status[0]);
    }

    public async Task<long> BalanceAsync((string, string) authorization) =>
        (await SendAsync(HttpMethod.Get, "/v1/wallet", authorization))["balance"]!.GetValue<long>();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes)) await process.DisposeAsync();
        _client.Dispose();
        await BaselineDatabase.DisposeAsync();
    }

    private void AddSettingsOfMeasurements()
    {
        _settings["RateLimit__PerClientPerSecond"] = "0";
        _settings["Queue__Challenge"] = "off";
        _settings["Queue__MaxActive"] = $"{_setup.MaxActive}";
        // Long: nothing may expire during a measurement.
        _settings["Queue__ActiveLifetime"] = "04:00:00";
        _settings["Queue__ClaimWindow"] = "04:00:00";
        _settings["Reservations__HoldDuration"] = "04:00:00";
        // Off: a user of a measurement reserves as often as it takes.
        _settings["Reservations__MaxHoldsPerSlot"] = "0";
        _settings["Reservations__SeatCooldown"] = "00:00:00";
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, (string Name, string Value) header = default, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = JsonContent.Create(body);
        if (header.Name is not null) request.Headers.Add(header.Name, header.Value);
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task StartAsync()
    {
        if (_setup.Shape is ServiceShape.Apart) await StartApartAsync();
        if (_setup.Shape is ServiceShape.Together)
        {
            _processes.Add(ServiceProcess.Start("gateway", SiloSettings(ClusterSettings.Embedded)));
            await _processes[^1].ReadyAsync(Gateway);
        }

        if (!_setup.HasBaseline) return;
        await BaselineSchema.CreateAsync(BaselineDatabase);
        _processes.Add(ServiceProcess.Start("baseline", _baselineSettings));
        await _processes[^1].ReadyAsync(Baseline);
    }

    // A gateway looks for silos when it starts. So that it finds all of them, they must have joined before.
    private async Task StartApartAsync()
    {
        for (var i = 0; i < _setup.SiloCount; i++) _processes.Add(ServiceProcess.Start("silo", SiloSettings(ClusterSettings.Client)));
        await using (var database = NpgsqlDataSource.Create(_settings["ConnectionStrings__Concert"]))
            await Require.EventuallyAsync(async () => await ActiveSiloCountAsync(database) == _setup.SiloCount);
        _processes.Add(ServiceProcess.Start("gateway", _settings));
        await _processes[^1].ReadyAsync(Gateway);
    }

    private Dictionary<string, string> SiloSettings(string mode) => new(_settings)
    {
        ["Cluster__Mode"] = mode,
        ["Cluster__SiloPort"] = $"{FreePort.Next()}",
        ["Cluster__GatewayPort"] = $"{FreePort.Next()}",
    };

    private static async Task<long> ActiveSiloCountAsync(NpgsqlDataSource database)
    {
        try
        {
            return await database.ScalarAsync(CountActiveSilos, (int)SiloStatus.Active);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // The first silo creates the tables when it starts.
            return 0;
        }
    }

    /// <summary>
    /// Processor time of each kind of process since it started. The generator is this process. PostgreSQL's time is known only for the
    /// bench's own server.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> ProcessorTimes()
    {
        var times = _processes.GroupBy(process => process.Verb).ToDictionary(
            kind => kind.Key, kind => kind.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime));
        times[Round.Generator] = Environment.CpuUsage.TotalTime;
        if (_server.ProcessorTime is { } time) times["postgres"] = time;
        return times;
    }

    private IEnumerable<ServiceProcess> ProcessesOf(string verb) => _processes.Where(process => process.Verb == verb);
}

/// <param name="SeatIds">All seats, in the order of the layout.</param>
internal sealed record HttpConcert(string ConcertId, string PerformanceId, IReadOnlyList<string> SeatIds);

/// <summary>Which processes the service consists of.</summary>
internal enum ServiceShape
{
    /// <summary>Silos and a gateway, each a process.</summary>
    Apart,

    /// <summary>One process that is the gateway and the silo.</summary>
    Together,

    /// <summary>The service does not run. The baseline may.</summary>
    None,
}

/// <param name="SiloCount">Silo processes behind the one gateway, when they are apart.</param>
/// <param name="HasBaseline">Whether the baseline service runs as well.</param>
/// <param name="MaxActive">Slots of one concert.</param>
/// <param name="Settings">Of silos and gateway, in place of the bench's own.</param>
/// <param name="HasDefaults">Whether silos and gateway keep the service's own limits, slots and times. <c>MaxActive</c> is then ignored.</param>
internal sealed record HttpSetup(
    int SiloCount = 1,
    bool HasBaseline = true,
    int MaxActive = HttpServices.MaxActive,
    IReadOnlyDictionary<string, string>? Settings = null,
    bool HasDefaults = false,
    ServiceShape Shape = ServiceShape.Apart);
