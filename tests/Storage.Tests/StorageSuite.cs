using Concert.Settings;

namespace Concert.Storage;

/// <summary>Each test has its own database with open storage.</summary>
public abstract class StorageSuite<TDatabase> : IAsyncLifetime
    where TDatabase : ITestDatabase, new()
{
    protected static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<OpenStorage> _others = [];

    protected TDatabase Database { get; } = new();

    private protected OpenStorage Storage { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Storage = await Database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        await Storage.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A second silo on the same database.</summary>
    private protected async Task<OpenStorage> OpenAnotherAsync(string grainStorage = DatabaseOptions.GroupCommit)
    {
        var other = await Database.OpenAsync(grainStorage);
        _others.Add(other);
        return other;
    }

    /// <summary>Like a restart: only the database remains.</summary>
    protected async Task ReopenAsync()
    {
        await Storage.DisposeAsync();
        Storage = await Database.OpenAsync();
    }
}
