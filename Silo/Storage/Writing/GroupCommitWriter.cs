using Microsoft.Extensions.Logging;

namespace Concert.Storage;

/// <summary>
/// The only writer of a silo. It commits the waiting changes of all grains as one transaction (ARCHITECTURE.md, group commit).
/// Each change gets its own result after the commit.
/// </summary>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    private readonly IChangeStore _store;
    private readonly WriterMeter _meter;
    private readonly ILogger<GroupCommitWriter> _logger;
    private readonly BatchLoop<Change> _loop;
    private readonly List<Change> _sent = [];

    public GroupCommitWriter(IChangeStore store, WriterMeter meter, ILogger<GroupCommitWriter> logger)
    {
        _store = store;
        _meter = meter;
        _logger = logger;
        _loop = new("writer", CommitAsync);
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
