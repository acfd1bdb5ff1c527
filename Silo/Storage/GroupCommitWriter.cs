using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Concert.Storage;

/// <summary>
/// The silo's one writer: drains what has gathered, changes of many grains, and commits it in one transaction. No timer
/// and no wait: while one batch commits, the next fills, so a lone change waits for nobody and a thousand share one sync
/// of the disk. (ARCHITECTURE.md § Durability)
/// </summary>
internal sealed partial class GroupCommitWriter(IChangeStore store, ILogger<GroupCommitWriter> logger)
{
    // Bounds the time of one transaction, and with it what a late comer waits for.
    private const int MaxBatch = 4_096;

    private readonly Channel<Change> _changes =
        Channel.CreateUnbounded<Change>(new() { SingleReader = true, AllowSynchronousContinuations = false });

    private long _batchCount;
    private Task _loop = Task.CompletedTask;

    /// <summary>Transactions so far.</summary>
    public long BatchCount => Interlocked.Read(ref _batchCount);

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Hands a change in; changes are written in the order they were handed in.</summary>
    public Task SubmitAsync(Change change)
    {
        if (!_changes.Writer.TryWrite(change)) change.Fail(new InvalidOperationException("The silo is stopping."));
        return change.Done;
    }

    /// <summary>Writes what was accepted, then accepts no more.</summary>
    public Task StopAsync()
    {
        _changes.Writer.TryComplete();
        return _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<Change>();
        while (await _changes.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _changes.Reader.TryRead(out var change))
            {
                // A row on top of one that failed in an earlier batch never reaches the database.
                if (change.Chain is { IsBroken: true }) change.Refuse();
                else batch.Add(change);
            }

            if (batch.Count > 0) await CommitAsync(batch);
        }
    }

    private async Task CommitAsync(List<Change> batch)
    {
        Interlocked.Increment(ref _batchCount);
        bool[] written;
        try
        {
            written = await store.CommitAsync(batch);
        }
        catch (Exception fault)
        {
            LogBatchFailed(fault, batch.Count);
            foreach (var change in batch) change.Fail(fault);
            return;
        }

        Invariant.Holds(written.Length == batch.Count, $"{written.Length} results for {batch.Count} changes.");
        for (var i = 0; i < batch.Count; i++)
        {
            if (written[i]) batch[i].Complete();
            else batch[i].Refuse();
        }
    }
}
