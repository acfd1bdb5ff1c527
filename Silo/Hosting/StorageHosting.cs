using System.Text.Json;
using Concert.Catalog;
using Concert.Options;
using Concert.Queues;
using Concert.Seats;
using Concert.Storage;
using Concert.Wallets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Concert.Hosting;

/// <summary>Storage of a silo: the one place that knows which database it is.</summary>
public static class StorageHosting
{
    // The only name under which Orleans' ADO.NET packages know Microsoft.Data.Sqlite.
    private const string SqliteInvariant = "System.Data.SQLite";

    /// <summary>
    /// Adds grain state, journals, places, catalogue and reminders of one silo, on one database. Brings the schema up to
    /// date first.
    /// </summary>
    public static ISiloBuilder AddConcertStorage(
        this ISiloBuilder silo, string connectionString, DatabaseOptions options, string serviceId)
    {
        var database = new SqliteDatabase(connectionString);
        SqliteMigrator.Migrate(database, options.Migrate);

        silo.Services.AddSingleton(database);
        silo.Services.AddSingleton<IChangeStore>(new SqliteChangeStore(database, serviceId));
        silo.Services.AddSingleton<GroupCommitWriter>();
        silo.Services.AddSingleton<BatchedReader>();
        silo.Services.AddSingleton<IUserJournal, SqliteUserJournal>();
        silo.Services.AddSingleton<IQueuePlaces, SqliteQueuePlaces>();
        silo.Services.AddSingleton<ISeatRows>(new SqliteSeatRows(database, serviceId));
        silo.Services.AddSingleton(new CatalogQueries(SqliteFactory.Instance.CreateDataSource(database.ConnectionString)));
        silo.Services.AddSingleton<CatalogCache>();
        silo.AddGrainState(database, options);
        silo.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = SqliteInvariant;
            reminders.ConnectionString = database.ConnectionString;
        });
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StorageLifecycle>();
        return silo;
    }

    private static void AddGrainState(this ISiloBuilder silo, SqliteDatabase database, DatabaseOptions options)
    {
        if (options.GrainStorage == DatabaseOptions.GroupCommit)
        {
            silo.Services.AddKeyedSingleton<IGrainStorage, GroupCommitGrainStorage>(StorageNames.Provider);
            return;
        }

        silo.AddAdoNetGrainStorage(StorageNames.Provider, storage =>
        {
            storage.Invariant = SqliteInvariant;
            storage.ConnectionString = database.ConnectionString;
            storage.GrainStorageSerializer = new GrainStateJsonSerializer();
        });
    }

    // The stock provider writes the very JSON that our own does.
    private sealed class GrainStateJsonSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) =>
            new(JsonSerializer.SerializeToUtf8Bytes(input, GrainStateJson.TypeInfoOf<T>()));

        public T? Deserialize<T>(BinaryData input) =>
            (T?)JsonSerializer.Deserialize(input.ToMemory().Span, GrainStateJson.TypeInfoOf<T>());
    }
}
