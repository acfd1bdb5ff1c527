using Concert.Queues;
using Concert.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;

namespace Concert.Settings;

/// <summary>The settings that silos and gateways share. The host's services depend on them, so they are read before it is built.</summary>
/// <param name="Reservations">Used here by the auditor, as is <paramref name="Queue"/>; grains get both from the services.</param>
internal sealed record ConcertSettings(
    DatabaseOptions Database,
    ClusterSettings Cluster,
    ReservationsOptions Reservations,
    QueueOptions Queue,
    OperationsOptions Operations,
    StartupOptions Startup,
    string ConnectionString)
{
    public bool IsClient => Cluster.Mode == ClusterSettings.Client;
}

internal static class SettingsHosting
{
    public const string ConnectionName = "Concert";

    private const string DefaultConnectionString = "Data Source=data/concert.db";

    /// <summary>Reads the shared settings and registers each section, and all of them together, as a singleton.</summary>
    /// <param name="builder">The host's builder; its configuration must be complete.</param>
    /// <param name="readMore">Reads the sections that only this kind of process has.</param>
    /// <exception cref="CannotStartException">Settings are wrong; the message names each of them.</exception>
    public static ConcertSettings AddConcertSettings(this IHostApplicationBuilder builder, Action<SettingsReader>? readMore = null)
    {
        var reader = new SettingsReader(builder);
        var database = reader.Read<DatabaseOptions>(DatabaseOptions.Section, options => options.Validate());
        var cluster = reader.Read<ClusterSettings>(ClusterSettings.Section, settings => settings.Validate());
        var reservations = reader.Read<ReservationsOptions>(ReservationsOptions.Section, options => options.Validate());
        var queue = reader.Read<QueueOptions>(QueueOptions.Section, options => options.Validate());
        var operations = reader.Read<OperationsOptions>(OperationsOptions.Section, options => options.Validate());
        var startup = reader.Read<StartupOptions>(StartupOptions.Section, options => options.Validate());
        readMore?.Invoke(reader);
        var settings = new ConcertSettings(
            database,
            cluster,
            reservations,
            queue,
            operations,
            startup,
            builder.Configuration.ConcertConnectionString(database.Provider));
        if (settings.IsClient && database.Provider == DatabaseOptions.Sqlite)
            reader.AddFault("Cluster:Mode is 'client', which needs Database:Provider to be 'postgres'.");
        if (database.Provider == DatabaseOptions.Postgres && settings.ConnectionString.Length == 0)
        {
            reader.AddFault(
                "ConnectionStrings:Concert is missing; with Database:Provider=postgres it must be "
                + "'Host=<server>;Database=<database>;Username=<user>;Password=<password>'.");
        }

        reader.Check();
        builder.Services.AddSingleton(settings);
        // Our exceptions carry the driver's as their reason, and Orleans serializes only exceptions of the namespaces listed here.
        builder.Services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Npgsql"));
        return settings;
    }

    /// <summary>
    /// The connection string of the database; every reader of <c>ConnectionStrings:Concert</c> calls this method. If it is not
    /// set, SQLite uses a default file, and for PostgreSQL the result is empty.
    /// </summary>
    public static string ConcertConnectionString(this IConfiguration configuration, string provider) =>
        configuration.GetConnectionString(ConnectionName) ?? (provider == DatabaseOptions.Sqlite ? DefaultConnectionString : "");
}
