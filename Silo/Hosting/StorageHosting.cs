using System.Data.Common;
using System.Text.Json.Serialization.Metadata;
using Concert.Catalog;
using Concert.Queues;
using Concert.Seats;
using Concert.Settings;
using Concert.Storage;
using Concert.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Concert.Hosting;

/// <summary>Everything durable of a silo: what the host of a real silo and the silos of a test cluster share.</summary>
public static class StorageHosting
{
    /// <summary>
    /// Adds grain state, journals, places, seat rows, the catalogue and reminders on one database, each silo with its own
    /// writer. The schema is brought up to date as the silo starts.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">Which database, and who carries grain state.</param>
    /// <param name="connectionString">For SQLite one that names a file, for PostgreSQL one that names a server.</param>
    /// <param name="isShared">True lets several silos use one SQLite file: for tests, whose silos are one process.</param>
    public static ISiloBuilder AddConcertStorage(
        this ISiloBuilder silo, DatabaseOptions database, string connectionString, bool isShared = false)
    {
        var services = silo.Services;
        services.AddSingleton<IStorageBackend>(_ => CreateBackend(database, connectionString, isShared));
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<IStorageBackend>().DataSource);
        services.AddSingleton(provider => provider.GetRequiredService<IStorageBackend>().SeatRecordsSql);
        services.AddSingleton<IChangeStore>(provider =>
            provider.GetRequiredService<IStorageBackend>().CreateChangeStore(ServiceIdOf(provider)));
        services.AddSingleton<IReadStore>(provider =>
            provider.GetRequiredService<IStorageBackend>().CreateReadStore(ServiceIdOf(provider)));
        services.AddSingleton<GroupCommitWriter>();
        services.AddSingleton<BatchedReader>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StorageEngine>(provider, database));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<StorageEngine>());

        services.AddSingleton<IUserJournal, UserJournal>();
        services.AddSingleton<IQueuePlaces, QueuePlaces>();
        services.AddSingleton<ISeatRecords, SeatRecords>();
        services.AddSingleton<ICatalogStore, CatalogStore>();
        services.AddSingleton<SiloCatalogCache>();

        services.AddSingleton(provider => new GrainStateSerializer(provider.GetServices<IJsonTypeInfoResolver>()));
        if (database.GrainStorage == DatabaseOptions.Stock) services.AddStockGrainStorage();
        else services.AddGroupCommitGrainStorage();

        return silo.UseAdoNetReminderService(options => options.Configure<IStorageBackend>((reminders, backend) =>
        {
            reminders.Invariant = backend.Invariant;
            reminders.DataSource = backend.DataSource;
        }));
    }

    /// <summary>Ends each activation that an <see cref="InvariantException"/> escapes from.</summary>
    public static ISiloBuilder AddInvariantFilter(this ISiloBuilder silo) => silo.AddIncomingGrainCallFilter<InvariantFilter>();

    /// <summary>Wakes, as the silo becomes active, the maps of all performances that have a seat held.</summary>
    public static ISiloBuilder AddSeatMapWatch(this ISiloBuilder silo) => silo.AddStartupTask<WatchHeldSeats>();

    /// <summary>Where the database is: SQLite has a place of its own for those who say nothing, PostgreSQL has none.</summary>
    /// <exception cref="CannotStartException">Nothing says which PostgreSQL server.</exception>
    public static string ConcertConnectionString(this IConfiguration configuration, DatabaseOptions database)
    {
        if (database.Provider == DatabaseOptions.Sqlite) return configuration.ConcertConnectionString();
        return configuration.GetConnectionString("Concert") is { Length: > 0 } connectionString
            ? connectionString
            : throw new CannotStartException(
                "ConnectionStrings:Concert is missing; with Database:Provider=postgres it must be "
                + "'Host=<server>;Database=<database>;Username=<user>;Password=<password>'.");
    }

    private static IStorageBackend CreateBackend(DatabaseOptions database, string connectionString, bool isShared) =>
        database.Provider switch
        {
            DatabaseOptions.Sqlite => new SqliteBackend(connectionString, isShared),
            DatabaseOptions.Postgres => new PostgresBackend(connectionString, database.StartTimeout),
            _ => throw new InvariantException($"No such database: {database.Provider}."),
        };

    private static void AddGroupCommitGrainStorage(this IServiceCollection services) =>
        services.AddGrainStorage(
            StorageNames.Provider, (provider, _) => ActivatorUtilities.CreateInstance<GroupCommitGrainStorage>(provider));

    private static void AddStockGrainStorage(this IServiceCollection services)
    {
        services.AddOptions<AdoNetGrainStorageOptions>(StorageNames.Provider)
            .Configure<IStorageBackend, GrainStateSerializer>((options, backend, serializer) =>
            {
                options.Invariant = backend.Invariant;
                options.DataSource = backend.DataSource;
                options.GrainStorageSerializer = serializer;
            });
        services.AddTransient<
            IPostConfigureOptions<AdoNetGrainStorageOptions>, DefaultAdoNetGrainStorageOptionsHashPickerConfigurator>();
        services.AddGrainStorage(
            StorageNames.Provider, (provider, name) => new StockGrainStorage(AdoNetGrainStorageFactory.Create(provider, name)));
    }

    private static string ServiceIdOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId;
}
