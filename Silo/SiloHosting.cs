using System.Net;
using System.Net.Sockets;
using Concert.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>A silo in a host: the process of its own, and the gateway that has one inside.</summary>
public static class SiloHosting
{
    private const string DefaultConnectionString = "Data Source=data/concert.db";

    // A sale is interactive: whoever has waited this long asks again, with the same key.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    // What is under way is finished and answered, grains are put to rest, and the writer commits its last batch.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds a whole silo: settings, cluster, storage, reminders. Run the host with <see cref="ConcertHost"/>.</summary>
    /// <exception cref="CannotStartException">A setting is wrong; the message names it.</exception>
    public static TBuilder AddConcertSilo<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var database = builder.AddSettings<DatabaseOptions>(DatabaseOptions.Section, options => options.Validate());
        var cluster = builder.AddSettings<ClusterSettings>(ClusterSettings.Section, settings => settings.Validate());
        builder.AddSettings<ReservationsOptions>(ReservationsOptions.Section, options => options.Validate());
        builder.AddSettings<QueueOptions>(QueueOptions.Section, options => options.Validate());
        var connectionString = builder.Configuration.ConcertConnectionString();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        // At start it takes the age of the machine for a stall.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                PortOrFree(cluster.SiloPort), PortOrFree(cluster.GatewayPort), null, cluster.ServiceId, cluster.ClusterId)
            .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout)
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout)
            .AddConcertStorage(database, connectionString)
            .AddSeatMapWatch());
        return builder;
    }

    public static string ConcertConnectionString(this IConfiguration configuration) =>
        configuration.GetConnectionString("Concert") ?? DefaultConnectionString;

    // Read at once, because what is added depends on it; registered as well, for those who ask for the options.
    private static TOptions AddSettings<TOptions>(
        this IHostApplicationBuilder builder, string section, Func<TOptions, IEnumerable<string>> validate)
        where TOptions : class, new()
    {
        builder.Services.AddValidatedOptions(section, validate);
        try
        {
            var options = builder.Configuration.GetSection(section)
                .Get<TOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new TOptions();
            return validate(options).FirstOrDefault() is { } failure ? throw new CannotStartException(failure) : options;
        }
        catch (InvalidOperationException fault)
        {
            throw new CannotStartException($"Settings of {section}: {fault.Message}", fault);
        }
    }

    private static int PortOrFree(int port)
    {
        if (port != 0) return port;
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
