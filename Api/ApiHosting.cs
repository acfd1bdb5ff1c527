using System.Text;
using Concert.Auth;
using Concert.Challenges;
using Concert.CheckIns;
using Concert.Cluster;
using Concert.Concerts;
using Concert.Cors;
using Concert.Hosting;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Concert.Operations;
using Concert.Payments;
using Concert.Presale;
using Concert.Problems;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Settings;
using Concert.Sharing;
using Concert.Startup;
using Concert.Streaming;
using Concert.Telemetry;
using Concert.Tickets;
using Concert.Users;
using Concert.Wallets;
using Concert.WebApp;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concert;

/// <summary>Builds the gateway. Tests build it the same way.</summary>
public static class ApiHosting
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <param name="args">Settings from the command line.</param>
    /// <param name="configure">Adds settings and services that override the gateway's own.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null) =>
        Build(Configure(args, configure, out _));

    /// <summary>Reads the settings and claims the ports.</summary>
    /// <exception cref="CannotStartException">A setting is wrong; the message names it.</exception>
    internal static ConfiguredProcess Configure(string[] args)
    {
        var builder = Configure(args, configure: null, out var settings);
        var limit = settings.Startup.WarmUpLimit(builder.Environment.IsDevelopment(), settings.Database.Provider);
        return new(new(limit, settings.IsClient ? GatewayWarmUp.RunClientAsync : GatewayWarmUp.RunEmbeddedAsync), () => Build(builder));
    }

    internal static WebApplicationBuilder Configure(
        string[] args, Action<WebApplicationBuilder>? configure, out ConcertSettings settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Not the entry assembly: in a test that is the assembly of the tests.
            ApplicationName = typeof(ApiHosting).Assembly.GetName().Name,
        });
        builder.AddQuietLogging();
        // Independent of the settings: this category logs addresses, and the address of a stream can contain tokens.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        configure?.Invoke(builder);
        settings = builder.AddConcertOptions();
        builder.AddConcertAuth(settings).AddConcertProblems().AddConcertForwarded().AddConcertCors().AddConcertRateLimit();
        builder.AddConcertJson().AddConcertDocs().AddConcertTelemetry().AddConcertReads().AddConcertChallenges().AddConcertTickets();
        builder.AddConcertServer().AddConcertListeners(settings.Operations);
        builder.AddConcertGrains(settings);
        builder.AddConcertStartup();
        return builder;
    }

    internal static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.UseConcertPipeline();
        app.MapGroupWithHead().MapConcertRoutes();
        return app;
    }

    private static void MapConcertRoutes(this RouteGroupBuilder app)
    {
        app.MapUsers();
        app.MapRecovery();
        app.MapConcerts();
        app.MapPerformances();
        app.MapSeats();
        app.MapQueues();
        app.MapQueueTokens();
        app.MapPresale();
        app.MapReservations();
        app.MapPayments();
        app.MapTicketKeys();
        app.MapCheckIns();
        app.MapCheckInList();
        app.MapWallet();
        app.MapSettings();
        app.MapFigures();
        app.MapHealth();
        app.MapDocs();
        app.MapWebApp();
        app.MapSharing();
    }

    private static ConcertSettings AddConcertOptions(this WebApplicationBuilder builder) => builder.AddConcertSettings(reader =>
    {
        reader.Read<AuthOptions>(AuthOptions.Section, options => options.Validate());
        reader.Read<AdminOptions>(AdminOptions.Section, options => options.Validate(builder.Environment.IsDevelopment()));
        reader.Read<CorsSettings>(CorsSettings.Section, settings => settings.Validate());
        reader.Read<RateLimitOptions>(RateLimitOptions.Section, options => options.Validate());
        reader.Read<ForwardedOptions>(ForwardedOptions.Section, options => options.Validate());
        reader.Read<ClientConnectionOptions>(
            ClientConnectionOptions.Section, options => options.Validate(DescriptorLimit.OfThisProcess));
        reader.Read<StreamOptions>(StreamOptions.Section, options => options.Validate());
        reader.Read<SeatMapOptions>(SeatMapOptions.Section, options => options.Validate());
        reader.Read<CatalogOptions>(CatalogOptions.Section, options => options.Validate());
        reader.Read<PagesOptions>(PagesOptions.Section, options => options.Validate());
        reader.Read<WalletOptions>(WalletOptions.Section, options => options.Validate());
        reader.Read<DrainOptions>(DrainOptions.Section, options => options.Validate());
    });

    private static void AddConcertGrains(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        if (settings.IsClient) builder.AddConcertClient(settings);
        else builder.AddConcertEmbedded(settings);
    }

    private static WebApplicationBuilder AddConcertJson(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            // Before the resolver of ASP.NET Core, which would use reflection.
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, new ConcertJson());
            WireFormat.Apply(options.SerializerOptions);
        });
        return builder;
    }

    private static WebApplicationBuilder AddConcertReads(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddKeyedSingleton(GatewayTime.Key, TimeProvider.System);
        builder.Services.AddSingleton<GatewayCatalogCache>().AddSingleton<SeatMapCache>().AddSingleton<SeatCountsCache>();
        builder.Services.AddSingleton<CachedQueues>().AddSingleton<PresaleCache>().AddSingleton<UserTokens>();
        builder.Services.AddSingleton<SeatTotalsReader>().AddSingleton<ConcertIndex>().AddSingleton<ConcertList>();
        builder.Services.AddSingleton<PerformanceDates>().AddSingleton<Readiness>();
        builder.Services.AddConcertHealth().AddCheck<Readiness>(Readiness.Name, tags: [HealthChecks.Ready]);
        builder.Services.AddSingleton<FiguresCache>().AddSingleton<ConcertFigures>().AddSingleton<WebAppFiles>();
        builder.Services.AddSingleton<SharedConcerts>().AddSingleton<ConcertPages>().AddSingleton<ConcertPictures>();
        builder.Services.AddSingleton(services => new OpenStreams(
            services.GetRequiredService<StreamOptions>(),
            services.GetRequiredService<ClientConnectionOptions>().MaxWithin(DescriptorLimit.OfThisProcess),
            services.GetRequiredService<GatewayMeter>()));
        return builder;
    }

    private static WebApplicationBuilder AddConcertServer(this WebApplicationBuilder builder)
    {
        builder.AddKestrelLimits();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Latin-1 maps each byte to one character, so that a header that is not UTF-8 reaches the code that can name the error.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        // Without its page of HTML: it refuses before any of our code runs.
        builder.Services.Configure<HostFilteringOptions>(options => options.IncludeFailureMessage = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainTime);
        return builder;
    }

    private static void UseConcertPipeline(this WebApplication app)
    {
        app.UseAnswerHeaders();
        PacedBody.UsePacedBodies(app);
        app.UseForwarded();
        app.UseConcertCors();
        app.UseConcertProblems();
        app.UseOperationsGate();
        app.UseLifetimeGate();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseRequestBodies();
    }
}
