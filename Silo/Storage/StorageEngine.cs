using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Storage;

/// <summary>
/// Starts storage before everything else in the silo and stops it after everything else, because grains write until they are
/// deactivated.
/// </summary>
internal sealed class StorageEngine(
    IStorageBackend backend,
    GroupCommitWriter writer,
    [FromKeyedServices(GroupCommitWriter.LargeStates)] GroupCommitWriter largeStates,
    BatchedReader reader,
    DatabaseOptions options)
    : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private bool _isPrepared;
    private bool _isStarted;

    /// <summary>
    /// Prepares the database. <c>ConcertHost</c> calls this before the silo starts, so that a fault is reported in one line; later
    /// calls do nothing.
    /// </summary>
    /// <exception cref="CannotStartException">The database can't be used; the message says why.</exception>
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
        largeStates.Start();
        reader.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await largeStates.DisposeAsync();
        await reader.DisposeAsync();
        await backend.DisposeAsync();
    }
}
