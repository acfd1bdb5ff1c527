using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Text.Json.Serialization.Metadata;
using Concert.Catalog;
using Concert.CheckIns;
using Concert.Presale;
using Concert.Queues;
using Concert.Recovery;
using Concert.Seats;
using Concert.Settings;
using Concert.Storage;
using Concert.Timing;
using Concert.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Concert.Hosting;

/// <summary>Adds everything durable to a silo; the silos of test clusters use it too.</summary>
public static class StorageHosting
{
    // Shorter than that of commits: the first call of a user makes several reads, one after another.
    private static readonly TimeSpan LongestReadInterval = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Adds grain state, journals, queue places, seat records, the catalog, presale codes, recovery codes and reminders on one
    /// database; each silo has its own writers. The silo updates the schema when it starts.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">Selects the database, and the storage provider of grain state.</param>
    /// <param name="connectionString">Names a file for SQLite, a server for PostgreSQL.</param>
    /// <param name="isShared">True lets several silos use one SQLite file, for tests that run them in one process.</param>
    public static ISiloBuilder AddConcertStorage(
        this ISiloBuilder silo, DatabaseOptions database, string connectionString, bool isShared = false)
    {
        var services = silo.Services;
        services.AddSingleton<IStorageBackend>(_ => CreateBackend(database, connectionString, isShared));
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<IStorageBackend>().DataSource);
        services.AddSingleton(provider => provider.GetRequiredService<IStorageBackend>().SeatRecordsSql);
        services.AddSingleton(provider => provider.GetRequiredService<IStorageBackend>().HeldPerformancesSql);
        services.AddSingleton<IChangeStore>(provider =>
            provider.GetRequiredService<IStorageBackend>().CreateChangeStore(ServiceIdOf(provider)));
        services.AddSingleton<IReadStore>(provider =>
            provider.GetRequiredService<IStorageBackend>().CreateReadStore(ServiceIdOf(provider)));
        services.AddMetrics();
        services.AddSingleton(provider => new WriterMeter(provider.GetRequiredService<IMeterFactory>(), TimeProvider.System, "main"));
        services.AddSingleton(provider => new GroupCommitWriter(
            provider.GetRequiredService<IChangeStore>(),
            provider.GetRequiredService<WriterMeter>(),
            provider.GetRequiredService<ILogger<GroupCommitWriter>>(),
            pace: new(database.CommitInterval)));
        services.AddKeyedSingleton(GroupCommitWriter.LargeStates, (provider, _) => new GroupCommitWriter(
            provider.GetRequiredService<IStorageBackend>().CreateChangeStore(ServiceIdOf(provider)),
            new WriterMeter(provider.GetRequiredService<IMeterFactory>(), TimeProvider.System, GroupCommitWriter.LargeStates),
            provider.GetRequiredService<ILogger<GroupCommitWriter>>(),
            GroupCommitWriter.MaxLargeStates));
        services.AddSingleton(provider => new BatchedReader(
            provider.GetRequiredService<IReadStore>(),
            new(database.CommitInterval < LongestReadInterval ? database.CommitInterval : LongestReadInterval)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StorageEngine>(provider, database));
        services.AddStorageHealth();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<StorageEngine>());

        services.AddSingleton<IUserJournal, UserJournal>();
        services.AddSingleton<IQueuePlaces, QueuePlaces>();
        services.AddSingleton<ISeatRecords, SeatRecords>();
        services.AddSingleton<IHeldPerformances, HeldPerformances>();
        services.AddSingleton<ICatalogStore, CatalogStore>();
        services.AddSingleton<IPresaleStore, PresaleStore>();
        services.AddSingleton<IRecoveryStore, RecoveryStore>();
        services.AddSingleton<IBookingRecords, BookingRecords>();
        services.AddSingleton<SiloCatalogCache>();
        services.AddSingleton<ISharedClock>(provider => new SharedClock(
            provider.GetRequiredKeyedService<TimeProvider>(StorageNames.GrainTime), provider.GetService<IDatabaseClock>()));

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

    /// <summary>Activates the seat maps of all performances that have held seats, in the background once the silo is active.</summary>
    public static ISiloBuilder AddSeatMapWatch(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SeatMapWakeUp>();
        return silo;
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
