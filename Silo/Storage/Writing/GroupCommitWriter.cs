using Microsoft.Extensions.Logging;

namespace Concert.Storage;

/// <summary>
/// The writer of a silo; a second one writes only large states. It commits the waiting changes of all grains as one transaction
/// (ARCHITECTURE.md, group commit). Each change gets its own result after the commit.
/// </summary>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    /// <summary>The key of the writer of large states.</summary>
    public const string LargeStates = "large-states";

    /// <summary>How many large states one batch has: at 5 MB each they are one message to the database.</summary>
    public const int MaxLargeStates = 16;

    private readonly IChangeStore _store;
    private readonly WriterMeter _meter;
    private readonly ILogger<GroupCommitWriter> _logger;
    private readonly BatchLoop<Change> _loop;
    private readonly List<Change> _sent = [];

    /// <param name="store">Commits a batch.</param>
    /// <param name="meter">Measures it.</param>
    /// <param name="logger">The logger.</param>
    /// <param name="maxBatchCount">The most changes of a batch; 64 times as many may wait.</param>
    /// <param name="pace">How long a batch waits for more changes; null: never.</param>
    public GroupCommitWriter(
        IChangeStore store,
        WriterMeter meter,
        ILogger<GroupCommitWriter> logger,
        int maxBatchCount = BatchLoop<Change>.MaxBatchCount,
        BatchPace? pace = null)
    {
        _store = store;
        _meter = meter;
        _logger = logger;
        _loop = new("writer", CommitAsync, maxBatchCount, pace);
    }

    public void Start() => _loop.Start();

    /// <summary>Enqueues a change. The changes of a chain are written in the order of these calls.</summary>
    /// <exception cref="UnavailableException">Thrown by the task: the writer is stopped, or the batch failed.</exception>
    public Task<ChangeResult> WriteAsync(Change change)
    {
        _meter.Enqueued();
        try
        {
            _loop.Enqueue(change);
        }
        catch (UnavailableException refusal)
        {
            _meter.Completed(1);
            change.Fail(refusal);
        }

        return change.Done;
    }

    /// <summary>Refuses new changes, and completes when all accepted ones are committed.</summary>
    public Task StopAsync() => _loop.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _store.DisposeAsync();
    }

    private async ValueTask CommitAsync(IReadOnlyList<Change> batch)
    {
        await SendAsync(batch);
        _meter.Completed(batch.Count);
    }

    private async ValueTask SendAsync(IReadOnlyList<Change> batch)
    {
        _sent.Clear();
        foreach (var change in batch)
        {
            // A row of a broken chain depends on a row that may not exist: it is never sent.
            if (change.Chain is { IsBroken: true }) change.Complete(ChangeResult.Refused);
            else _sent.Add(change);
        }

        if (_sent.Count == 0) return;
        var begunAt = _meter.Begin();
        try
        {
            var results = await _store.CommitAsync(_sent);
            _meter.Committed(begunAt);
            for (var i = 0; i < _sent.Count; i++) _sent[i].Complete(results[i]);
            if (results.Count(result => !result.IsWritten) is > 0 and var refused) LogRefused(refused, _sent.Count);
        }
        catch (Exception fault)
        {
            // The loop continues after any fault: the next batch gets a new connection.
            _meter.Failed();
            LogBatchFailed(fault, _sent.Count);
            foreach (var change in _sent)
                change.Fail(new UnavailableException("It is unknown whether the database wrote the change.", fault));
        }
    }
}
