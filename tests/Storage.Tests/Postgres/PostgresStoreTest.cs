namespace Concert.Storage;

/// <summary>A test of the change store on a database of its own, below the writer.</summary>
public abstract class PostgresStoreTest : IAsyncLifetime
{
    private IChangeStore _store = null!;

    internal PostgresTestDatabase Database { get; } = new();

    internal PostgresBackend Backend { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Backend = new PostgresBackend(await Database.ConnectionString, TimeSpan.FromSeconds(30));
        _store = Backend.CreateChangeStore("concert");
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _store.DisposeAsync();
        await Backend.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Commits a batch.</summary>
    /// <returns>For each change whether it was written.</returns>
    internal async Task<bool[]> CommitAsync(params Change[] batch) =>
        [.. (await _store.CommitAsync(batch)).Select(result => result.IsWritten)];
}
