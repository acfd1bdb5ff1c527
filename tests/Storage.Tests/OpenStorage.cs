using Concert.Catalog;
using Concert.CheckIns;
using Concert.Hosting;
using Concert.Presale;
using Concert.Queues;
using Concert.Recovery;
using Concert.Seats;
using Concert.Settings;
using Concert.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>The storage of a silo without the silo, registered, started and stopped in the same way.</summary>
internal sealed class OpenStorage : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private OpenStorage(ServiceProvider services) => _services = services;

    /// <summary>Wraps the change store, to count, pause and fail its batches.</summary>
    public WatchedChangeStore Store => (WatchedChangeStore)_services.GetRequiredService<IChangeStore>();

    public GroupCommitWriter Writer => _services.GetRequiredService<GroupCommitWriter>();

    public IGrainStorage Grains => _services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Provider);

    public IUserJournal Journal => _services.GetRequiredService<IUserJournal>();

    public IQueuePlaces Places => _services.GetRequiredService<IQueuePlaces>();

    public ISeatRecords Seats => _services.GetRequiredService<ISeatRecords>();

    public IHeldPerformances Held => _services.GetRequiredService<IHeldPerformances>();

    public ICatalogStore Catalog => _services.GetRequiredService<ICatalogStore>();

    public IPresaleStore Presale => _services.GetRequiredService<IPresaleStore>();

    public IRecoveryStore Recovery => _services.GetRequiredService<IRecoveryStore>();

    public IBookingRecords Bookings => _services.GetRequiredService<IBookingRecords>();

    public static async Task<OpenStorage> OpenAsync(DatabaseOptions database, string connectionString, bool isShared)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSerializer();
        services.Configure<ClusterOptions>(options => options.ServiceId = "concert");
        new Registration(services).AddConcertStorage(database, connectionString, isShared);
        services.AddSingleton<IChangeStore>(provider => new WatchedChangeStore(
            provider.GetRequiredService<IStorageBackend>().CreateChangeStore("concert")));

        var storage = new OpenStorage(services.BuildServiceProvider());
        try
        {
            await storage.StartAsync();
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<StorageEngine>().DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task StartAsync()
    {
        await _services.GetRequiredService<StorageEngine>().StartAsync();
        if (Grains is not ILifecycleParticipant<ISiloLifecycle> stock) return;
        var lifecycle = new Lifecycle();
        stock.Participate(lifecycle);
        foreach (var observer in lifecycle.Observers) await observer.OnStart(CancellationToken.None);
    }

    private sealed class Registration(IServiceCollection services) : ISiloBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }

    private sealed class Lifecycle : ISiloLifecycle
    {
        public List<ILifecycleObserver> Observers { get; } = [];

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Observers.Add(observer);
            return new MemoryStream();
        }
    }
}
