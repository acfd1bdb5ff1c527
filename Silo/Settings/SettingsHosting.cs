using Concert.Hosting;
using Concert.Queues;
using Concert.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;

namespace Concert.Settings;

/// <summary>What decides how a process is put together, so it is read before the host is built.</summary>
/// <param name="Reservations">For the auditor, as is <paramref name="Queue"/>: everyone else asks the services for it.</param>
internal sealed record ConcertSettings(
    DatabaseOptions Database,
    ClusterSettings Cluster,
    ReservationsOptions Reservations,
    QueueOptions Queue,
    string ConnectionString)
{
    public bool IsClient => Cluster.Mode == ClusterSettings.Client;
}

/// <summary>Settings that silos and gateways share.</summary>
internal static class SettingsHosting
{
    private const string DefaultConnectionString = "Data Source=data/concert.db";

    /// <exception cref="CannotStartException">A setting is wrong; the message names it.</exception>
    public static ConcertSettings AddConcertSettings(this IHostApplicationBuilder builder)
    {
        var database = builder.AddSettings<DatabaseOptions>(DatabaseOptions.Section, options => options.Validate());
        var cluster = builder.AddSettings<ClusterSettings>(ClusterSettings.Section, settings => settings.Validate());
        var reservations = builder.AddSettings<ReservationsOptions>(ReservationsOptions.Section, options => options.Validate());
        var queue = builder.AddSettings<QueueOptions>(QueueOptions.Section, options => options.Validate());
        if (cluster.Mode == ClusterSettings.Client && database.Provider == DatabaseOptions.Sqlite)
            throw new CannotStartException("Cluster:Mode is 'client', which needs Database:Provider to be 'postgres'.");
        // A fault of the driver crosses between processes as the reason of ours: Orleans carries only what it is told to.
        builder.Services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Npgsql"));
        return new(database, cluster, reservations, queue, builder.Configuration.ConcertConnectionString(database));
    }

    public static string ConcertConnectionString(this IConfiguration configuration) =>
        configuration.GetConnectionString("Concert") ?? DefaultConnectionString;

    // Registered as well, for those who ask for the options.
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
            throw new CannotStartException(SettingFaults.LineOf(fault) ?? $"Settings of {section}: {fault.Message}", fault);
        }
    }
}
