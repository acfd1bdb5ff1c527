using Concert.Settings;

namespace Concert.Storage;

/// <summary>Starts storage before anything of the silo, and stops it after everything: grains write until their end.</summary>
internal sealed class StorageEngine(
    IStorageBackend backend, GroupCommitWriter writer, BatchedReader reader, DatabaseOptions options)
    : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private bool _isPrepared;
    private bool _isStarted;

    /// <summary>Takes the database and brings it up to date. Called by the host for its clear message; once is enough.</summary>
    /// <exception cref="Settings.CannotStartException">The database can't be used; the message says why.</exception>
    public async Task PrepareAsync()
    {
        if (_isPrepared) return;
        await backend.PrepareAsync(options.Migrate);
        _isPrepared = true;
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(StorageEngine), ServiceLifecycleStage.First, _ => StartAsync(), _ => DisposeAsync().AsTask());

    public async Task StartAsync()
    {
        await PrepareAsync();
        if (_isStarted) return;
        _isStarted = true;
        writer.Start();
        reader.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await reader.DisposeAsync();
        await backend.DisposeAsync();
    }
}
