using System.Net;
using System.Net.Sockets;
using Concert.Options;
using Concert.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>A silo, as the Silo process runs it and as the gateway carries it in embedded mode.</summary>
public static class SiloHosting
{
    private const string DefaultConnectionString = "Data Source=data/concert.db";

    // An interactive sale: who has waited so long is better told to ask again.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds the silo with its storage, and takes the database for this process.</summary>
    /// <exception cref="StartupException">A setting is wrong, or the database cannot be used; the message says which and why.</exception>
    public static IHostApplicationBuilder AddConcertSilo(this IHostApplicationBuilder builder)
    {
        var database = builder.Configuration.ReadSection<DatabaseOptions>(DatabaseOptions.Section, options => options.Validate());
        var cluster = builder.Configuration.ReadSection<ClusterSettings>(ClusterSettings.Section, options => options.Validate());
        builder.Services.AddValidatedOptions<DatabaseOptions>(DatabaseOptions.Section, options => options.Validate());
        builder.Services.AddValidatedOptions<ClusterSettings>(ClusterSettings.Section, options => options.Validate());
        builder.Configuration.ReadSection<ReservationsOptions>(ReservationsOptions.Section, options => options.Validate());
        builder.Configuration.ReadSection<QueueOptions>(QueueOptions.Section, options => options.Validate());
        builder.Services.AddConcertRules();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        // At start it takes the age of the machine for a stall.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // A start that failed is told once, in one line, by Startup.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddSingleton(DatabaseLock.Take(new(builder.Configuration.ConcertConnectionString())));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                cluster.SiloPort is 0 ? FreePort() : cluster.SiloPort,
                cluster.GatewayPort is 0 ? FreePort() : cluster.GatewayPort,
                primarySiloEndpoint: null,
                cluster.ServiceId,
                cluster.ClusterId)
            .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout)
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout)
            .AddConcertStorage(builder.Configuration.ConcertConnectionString(), database, cluster.ServiceId));
        return builder;
    }

    /// <summary>The settings that grains live by.</summary>
    public static IServiceCollection AddConcertRules(this IServiceCollection services) => services
        .AddValidatedOptions<ReservationsOptions>(ReservationsOptions.Section, options => options.Validate())
        .AddValidatedOptions<QueueOptions>(QueueOptions.Section, options => options.Validate());

    public static string ConcertConnectionString(this IConfiguration configuration) =>
        configuration.GetConnectionString("Concert") ?? DefaultConnectionString;

    // Read before there is a container: what is wired depends on some, and a wrong one ends the process before it does anything.
    private static TOptions ReadSection<TOptions>(
        this IConfiguration configuration, string section, Func<TOptions, IEnumerable<string>> validate)
        where TOptions : class, new()
    {
        var options = new TOptions();
        configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        var failures = string.Join(' ', validate(options));
        return failures.Length == 0 ? options : throw new StartupException(failures);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
