using System.Text;
using Concert.Auth;
using Concert.Cluster;
using Concert.Concerts;
using Concert.Hosting;
using Concert.Http;
using Concert.OpenApi;
using Concert.Operations;
using Concert.Payments;
using Concert.Problems;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Settings;
using Concert.Startup;
using Concert.Telemetry;
using Concert.Users;
using Concert.Wallets;
using Concert.WebApp;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concert;

/// <summary>The gateway, put together; tests put it together the same way.</summary>
public static class ApiHosting
{
    internal const string DefaultUrl = "http://localhost:5080";

    private const long MaxBodyBytes = 64 * 1024;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <param name="args">The command line's settings.</param>
    /// <param name="configure">Settings and services that go before ours.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Not the entry assembly: in a test that is the test's.
            ApplicationName = typeof(ApiHosting).Assembly.GetName().Name,
        });
        builder.AddQuietLogging();
        // Whatever the settings say: this category writes addresses, and a stream's address has tokens in it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        configure?.Invoke(builder);
        var settings = builder.AddConcertOptions();
        builder.AddConcertAuth().AddConcertProblems().AddConcertRateLimit();
        builder.AddConcertDocs().AddConcertTelemetry().AddConcertReads().AddConcertServer();
        builder.AddConcertGrains(settings);
        builder.AddConcertStartup();

        var app = builder.Build();
        app.UseConcertPipeline();
        app.MapUsers();
        app.MapConcerts();
        app.MapPerformances();
        app.MapSeats();
        app.MapQueueTokens();
        app.MapReservations();
        app.MapPayments();
        app.MapWallet();
        app.MapSettings();
        app.MapFigures();
        app.MapHealth();
        app.MapDocs();
        app.MapWebApp();
        return app;
    }

    private static ConcertSettings AddConcertOptions(this WebApplicationBuilder builder) => builder.AddConcertSettings(reader =>
    {
        reader.Read<AuthOptions>(AuthOptions.Section, options => options.Validate());
        reader.Read<AdminOptions>(AdminOptions.Section, options => options.Validate());
        reader.Read<RateLimitOptions>(RateLimitOptions.Section, options => options.Validate());
        reader.Read<WalletOptions>(WalletOptions.Section, options => options.Validate());
        reader.Read<DrainOptions>(DrainOptions.Section, options => options.Validate());
    });

    private static void AddConcertGrains(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        if (settings.IsClient) builder.AddConcertClient(settings);
        else builder.AddConcertSilo(settings);
    }

    private static WebApplicationBuilder AddConcertReads(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddKeyedSingleton(GatewayTime.Key, TimeProvider.System);
        builder.Services.AddSingleton<GatewayCatalogCache>().AddSingleton<SeatMapCache>().AddSingleton<SeatCountsCache>();
        builder.Services.AddSingleton<CachedQueues>().AddSingleton<PerformanceDates>().AddSingleton<Readiness>();
        builder.Services.AddSingleton<FiguresCache>().AddSingleton<ConcertFigures>().AddSingleton<WebAppFiles>();
        return builder;
    }

    private static WebApplicationBuilder AddConcertServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            // Every byte is a character of it, so a header that is no UTF-8 reaches those who can say what is wrong with it.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        var isAddressed = builder.Configuration["urls"] ?? builder.Configuration["http_ports"] ?? builder.Configuration["https_ports"];
        if (string.IsNullOrEmpty(isAddressed) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        if (builder.Configuration["urls"] is { } urls) ListenUrls.Check(urls);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainTime);
        return builder;
    }

    private static void UseConcertPipeline(this WebApplication app)
    {
        app.UseConcertProblems();
        app.UseLifetimeGate();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseUtf8Only();
    }
}
