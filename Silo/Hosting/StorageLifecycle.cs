using Concert.Seats;
using Concert.Storage;

namespace Concert.Hosting;

/// <summary>
/// The writer and the reader run before the first grain can be activated and until the last is deactivated. Once the silo
/// is up, the maps of performances with open holds are woken: a crash may have come before their reminder was made.
/// </summary>
internal sealed class StorageLifecycle(
    GroupCommitWriter writer, BatchedReader reader, IChangeStore store, ISeatRows seats, IGrainFactory grains)
    : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(StorageLifecycle), ServiceLifecycleStage.RuntimeInitialize, StartAsync, StopAsync);
        lifecycle.Subscribe(nameof(StorageLifecycle), ServiceLifecycleStage.Active, WatchHoldsAsync);
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        writer.Start();
        reader.Start();
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await writer.StopAsync();
        await reader.StopAsync();
        await store.DisposeAsync();
    }

    private async Task WatchHoldsAsync(CancellationToken cancellationToken)
    {
        // Not waited for: a map that cannot wake now wakes when someone looks at it.
        foreach (var performance in await seats.FindHoldingAsync())
            grains.GetGrain<ISeatMapGrain>(performance.Value).Watch().Ignore();
    }
}
