using System.Net;

namespace Concert.Bench.Attacks;

/// <summary>
/// The service with its own settings, in a process of its own: gateway and silo in one process, a new SQLite file, and a hall of
/// 100,000 seats, the most that a performance can have.
/// </summary>
internal sealed class AttackedService : IAsyncDisposable
{
    public const int SeatCount = 100_000;

    private const int SeatsPerRow = 100;
    private const string AdminKey = "the-admin-key-of-the-attacks";

    private static readonly TimeSpan BalancerPoll = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("concert-attack-").FullName;
    private Process? _balancer;

    private AttackedService(IAttack attack)
    {
        var settings = new Dictionary<string, string>(attack.Settings)
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Concert"] = $"Data Source={Path.Combine(_folder, "concert.db")}",
            ["ASPNETCORE_URLS"] = Gateway.OriginalString,
            ["Cluster__SiloPort"] = $"{FreePort.Next()}",
            ["Cluster__GatewayPort"] = $"{FreePort.Next()}",
            ["Admin__ApiKey"] = AdminKey,
            // Off: the fan reserves and releases without end.
            ["Reservations__MaxHoldsPerSlot"] = "0",
            ["Reservations__SeatCooldown"] = "00:00:00",
        };
        if (attack.UsesBalancer) settings["Forwarded__TrustedHops"] = "1";
        Process = ServiceProcess.Start("gateway", settings);
    }

    /// <summary>For an attack on something else than the number of requests: one address sends them all here.</summary>
    public static IReadOnlyDictionary<string, string> WithoutRateLimit { get; } =
        new Dictionary<string, string> { ["RateLimit__PerClientPerSecond"] = "0" };

    public ServiceProcess Process { get; }

    /// <summary>What attackers and fans connect to.</summary>
    public AttackTarget Target { get; private set; } = null!;

    private Uri Gateway { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public static async Task<AttackedService> OpenAsync(IAttack attack)
    {
        var service = new AttackedService(attack);
        try
        {
            await service.Process.ReadyAsync(service.Gateway);
            var address = attack.UsesBalancer ? await service.StartBalancerAsync() : service.Gateway;
            var (concertId, performanceId) = await service.CreateHallAsync();
            service.Target = new(address, IPAddress.Loopback, concertId, performanceId);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_balancer is not null)
        {
            _balancer.Kill();
            await _balancer.WaitForExitAsync();
            _balancer.Dispose();
        }

        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // The file as it ships. Both of its servers are the one gateway.
    private async Task<Uri> StartBalancerAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("haproxy", ["-q", "-db", "-f", Path.Combine(Repository.Root, "deploy", "haproxy.cfg")]);
        start.Environment["CONCERT_LISTEN"] = address.Authority;
        start.Environment["CONCERT_GATEWAY_1"] = Gateway.Authority;
        start.Environment["CONCERT_GATEWAY_2"] = Gateway.Authority;
        _balancer = System.Diagnostics.Process.Start(start)!;
        using var http = new HttpClient { BaseAddress = address };
        await Require.EventuallyAsync(async () =>
        {
            await Task.Delay(BalancerPoll);
            if (_balancer.HasExited) throw new RefusedException("HAProxy does not start with deploy/haproxy.cfg.");
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return address;
    }

    private async Task<(string ConcertId, string PerformanceId)> CreateHallAsync()
    {
        using var http = new HttpClient { BaseAddress = Gateway };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/concerts", UriKind.Relative));
        request.Headers.Add("Admin-Key", AdminKey);
        var sections = new[] { new { name = "R", rows = SeatCount / SeatsPerRow, seatsPerRow = SeatsPerRow, price = 1_000 } };
        request.Content = JsonContent.Create(new
        {
            title = "Attacked",
            artist = "Nobody",
            venue = "Nowhere",
            performances = new[] { new { startsAt = TimeProvider.System.GetUtcNow().AddDays(30), sections } },
        });
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var concert = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (concert["concertId"]!.GetValue<string>(), concert["performances"]![0]!["performanceId"]!.GetValue<string>());
    }
}
