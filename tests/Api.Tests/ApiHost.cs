using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Concert;

/// <summary>
/// The whole service in this process: real Kestrel, real grains, a database file of its own, and a clock that tests move.
/// </summary>
public sealed class ApiHost : IAsyncDisposable
{
    public const string AdminKey = "open-sesame";

    public const string SigningKey = "a signing key of more than 32 bytes, for tests";

    private readonly string _directory;
    private readonly WebApplication _app;

    private ApiHost(string directory, WebApplication app, FakeTimeProvider time)
    {
        (_directory, _app, Time) = (directory, app, time);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.Urls.First()) };
    }

    public static DateTimeOffset Noon { get; } = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    internal Caller Anyone => new(this, Http);

    public static async Task<ApiHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("concert-api-").FullName;
        var time = new FakeTimeProvider(Noon);
        var app = ApiHosting.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(DefaultsIn(directory));
            builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            foreach (var clock in new[] { GatewayTime.Key, "Orleans.Grains", "Orleans.Reminders" })
                builder.Services.AddKeyedSingleton<TimeProvider>(clock, time);
        });
        await app.StartAsync();
        return new(directory, app, time);
    }

    /// <summary>Lets every picture that the gateway keeps grow old.</summary>
    public void GrowOld() => Time.Advance(TimeSpan.FromMilliseconds(300));

    public Task StopAsync() => _app.StopAsync();

    internal async Task<Caller> UserAsync(string name = "Minji")
    {
        var answer = await Anyone.SendAsync(HttpMethod.Post, "/v1/users", new { name });
        return new Caller(this, Http) { AccessToken = answer.Text("accessToken") };
    }

    internal async Task<TestConcert> ConcertAsync(
        int rows = 4, int seatsPerRow = 5, TimeSpan? salesOpenIn = null, TimeSpan? startsIn = null)
    {
        var now = Time.GetUtcNow();
        var answer = await Anyone.With("Admin-Key", AdminKey).SendAsync(HttpMethod.Post, "/v1/concerts", new
        {
            title = "Night on the Han",
            artist = "Haneul",
            venue = "Olympic Hall",
            performances = new[]
            {
                new
                {
                    startsAt = now + (startsIn ?? TimeSpan.FromDays(7)),
                    salesOpenAt = now + (salesOpenIn ?? TimeSpan.FromMinutes(-1)),
                    sections = new[] { new { name = "R", rows, seatsPerRow, price = 10_000 } },
                },
            },
        });
        return new(answer.Text("concertId"), answer.Json["performances"]![0]!["performanceId"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static Dictionary<string, string?> DefaultsIn(string directory) => new()
    {
        ["ConnectionStrings:Concert"] = $"Data Source={Path.Combine(directory, "concert.db")}",
        ["Cluster:SiloPort"] = "0",
        ["Cluster:GatewayPort"] = "0",
        ["Admin:ApiKey"] = AdminKey,
        ["Auth:SigningKey"] = SigningKey,
        ["RateLimit:PerClientPerSecond"] = "0",
        ["Logging:LogLevel:Concert"] = "None",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        // A clock that tests move jumps, as it says.
        ["Logging:LogLevel:Orleans.Runtime.AsyncTimer"] = "Error",
    };
}

internal sealed record TestConcert(string ConcertId, string PerformanceId);
