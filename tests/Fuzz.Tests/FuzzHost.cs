using System.Net;
using Concert.Auditing;
using Concert.Http;
using Concert.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Concert;

/// <summary>
/// The whole service in this process, on SQLite, with a clock that only the run advances. Holds are short, and there are fewer slots
/// than users, so that a run of a few thousand requests meets every state.
/// </summary>
public sealed class FuzzHost : IAsyncDisposable
{
    public const string AdminKey = "open-sesame-open-sesame";

    public const int MaxHoldsPerSlot = 3;

    public static readonly TimeSpan SeatCooldown = TimeSpan.FromSeconds(20);

    private static readonly DateTimeOffset Noon = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory;
    private readonly WebApplication _app;
    private readonly Dictionary<string, string?> _settings;

    private FuzzHost(string directory, WebApplication app, Dictionary<string, string?> settings, FakeTimeProvider time)
    {
        (_directory, _app, _settings, Time) = (directory, app, settings, time);
        Address = IPEndPoint.Parse(new Uri(app.Urls.First()).Authority);
    }

    public FakeTimeProvider Time { get; }

    public IPEndPoint Address { get; }

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    internal WireConnection Connect() => new(Address);

    public static Task<FuzzHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(static _ => { }, settings);

    /// <param name="addServices">Adds services, such as a middleware that plants a fault.</param>
    /// <param name="settings">Settings that override those of the runs.</param>
    public static async Task<FuzzHost> StartAsync(Action<IServiceCollection> addServices, params (string Key, string Value)[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("concert-fuzz-").FullName;
        WebApplication? app = null;
        try
        {
            var time = new FakeTimeProvider(Noon);
            var all = SettingsIn(directory);
            foreach (var (key, value) in settings) all[key] = value;
            app = Build(all, time, addServices);
            await app.StartAsync();
            return new(directory, app, all, time);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    private static WebApplication Build(Dictionary<string, string?> settings, TimeProvider time, Action<IServiceCollection> addServices) =>
        ApiHosting.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            foreach (var clock in new[] { GatewayTime.Key, "Orleans.Grains", "Orleans.Reminders" })
                builder.Services.AddKeyedSingleton(clock, time);
            addServices(builder.Services);
        });

    /// <summary>Runs the auditor on the database. Returns null if every invariant holds, otherwise its report.</summary>
    public async Task<string?> AuditAsync()
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        string[] names = ["ConnectionStrings:Concert", "Reservations:MaxSeatsPerUser", "Queue:MaxActive", "Queue:ActiveLifetime", "Queue:ClaimWindow"];
        var exitCode = await Audit.RunAsync([.. names.Select(name => $"--{name}={_settings[name]}")], Time, output, error);
        return exitCode == Audit.AllHold ? null : $"{output}{error}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static Dictionary<string, string?> SettingsIn(string directory) => new()
    {
        ["ConnectionStrings:Concert"] = $"Data Source={Path.Combine(directory, "concert.db")}",
        ["Cluster:SiloPort"] = "0",
        ["Cluster:GatewayPort"] = "0",
        ["Admin:ApiKey"] = AdminKey,
        ["Auth:SigningKey"] = "a signing key of more than 32 bytes, for tests",
        // A run begins an hour after a first token has ended, which some requests send.
        ["Auth:TokenLifetime"] = "1.00:00:00",
        ["Reservations:HoldDuration"] = "00:00:30",
        ["Reservations:MaxSeatsPerUser"] = "4",
        ["Reservations:MaxChanges"] = "1",
        ["Reservations:MaxHoldsPerSlot"] = $"{MaxHoldsPerSlot}",
        ["Reservations:SeatCooldown"] = $"{SeatCooldown}",
        ["Queue:MaxActive"] = "3",
        ["Queue:ActiveLifetime"] = "00:02:00",
        ["Queue:ClaimWindow"] = "00:00:15",
        ["RateLimit:PerClientPerSecond"] = "0",
        ["Queue:Challenge"] = "off",
        ["Logging:LogLevel:Concert"] = "None",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        // It warns that timers fire late, because the clock of the run jumps.
        ["Logging:LogLevel:Orleans.Runtime.AsyncTimer"] = "Error",
        // It reports each client that closes a connection in the middle of a request, which is what a run does.
        ["Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel"] = "None",
    };
}
