namespace Concert.Bench.Workloads;

/// <summary>
/// The service as <c>dotnet run --project Api</c> starts it, in a process of its own: gateway and silo in one process, a new SQLite
/// file, and the demo's stadium of 50,000 seats.
/// </summary>
internal sealed class Stadium : IAsyncDisposable
{
    public const string ConcertId = "c_demo_stadium";
    public const string PerformanceId = "p_demo_stadium_1";
    public const int SeatCount = 50_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("concert-page-").FullName;
    private readonly HttpClient _http;

    private Stadium()
    {
        Process = ServiceProcess.Start("gateway", new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Concert"] = $"Data Source={Path.Combine(_folder, "concert.db")}",
            ["ASPNETCORE_URLS"] = Url.OriginalString,
            ["Cluster__SiloPort"] = $"{FreePort.Next()}",
            ["Cluster__GatewayPort"] = $"{FreePort.Next()}",
            // Off: all users have the same address here.
            ["RateLimit__PerClientPerSecond"] = "0",
            ["Queue__Challenge"] = "off",
            // Off: these users reserve and release without end.
            ["Reservations__MaxHoldsPerSlot"] = "0",
            ["Reservations__SeatCooldown"] = "00:00:00",
        });
        _http = new() { BaseAddress = Url };
    }

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public ServiceProcess Process { get; }

    /// <summary>In the layout's order.</summary>
    public IReadOnlyList<StadiumSection> Sections { get; private set; } = [];

    public static async Task<Stadium> OpenAsync()
    {
        var stadium = new Stadium();
        try
        {
            await stadium.Process.ReadyAsync(stadium.Url);
            using var client = new ServiceClient(stadium.Url, Patience, new());
            await Require.EventuallyAsync(async () =>
                (await client.SendAsync("find", HttpMethod.Get, $"/v1/performances/{PerformanceId}", null, [])).IsSuccess);
            var seats = (await stadium.SeatsAsync()).Seats;
            Require.Equal(SeatCount, seats.Count);
            stadium.Sections = [.. seats.GroupBy(seat => seat.Section).Select((section, index) =>
                new StadiumSection(index + 1, section.Key, section.Max(seat => seat.Row), section.Max(seat => seat.Number)))];
            return stadium;
        }
        catch
        {
            await stadium.DisposeAsync();
            throw;
        }
    }

    /// <summary>All seats as the service answers them, and the version of the map.</summary>
    public async Task<(long Version, IReadOnlyList<StadiumSeat> Seats)> SeatsAsync()
    {
        var map = JsonNode.Parse(await _http.GetStringAsync(new Uri($"/v1/performances/{PerformanceId}/seats", UriKind.Relative)))!;
        return (map["version"]!.GetValue<long>(), [.. map["seats"]!.AsArray().Select(seat => new StadiumSeat(
            seat!["section"]!.GetValue<string>(), seat["row"]!.GetValue<int>(), seat["number"]!.GetValue<int>(), seat["status"]!.GetValue<string>()))]);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <param name="Ordinal">From 1, in the layout's order.</param>
internal sealed record StadiumSection(int Ordinal, string Name, int RowCount, int SeatsPerRow);

internal sealed record StadiumSeat(string Section, int Row, int Number, string Status);
