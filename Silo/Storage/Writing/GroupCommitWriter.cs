using Microsoft.Extensions.Logging;

namespace Concert.Storage;

/// <summary>
/// The one writer of a silo: takes the changes of all its grains and commits what it finds waiting as one transaction
/// (ARCHITECTURE.md, group commit). Each change is answered alone, after the commit.
/// </summary>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    private readonly IChangeStore _store;
    private readonly ILogger<GroupCommitWriter> _logger;
    private readonly BatchLoop<Change> _loop;
    private readonly List<Change> _sent = [];

    public GroupCommitWriter(IChangeStore store, ILogger<GroupCommitWriter> logger)
    {
        _store = store;
        _logger = logger;
        _loop = new("writer", CommitAsync);
    }

    public void Start() => _loop.Start();

    /// <summary>Hands a change in. Its order among changes of its chain is the order of these calls.</summary>
    /// <exception cref="UnavailableException">Thrown by the task: the writer is stopped, or the batch failed.</exception>
    public Task<ChangeResult> WriteAsync(Change change)
    {
        try
        {
            _loop.Enqueue(change);
        }
        catch (UnavailableException refusal)
        {
            change.Fail(refusal);
        }

        return change.Done;
    }

    /// <summary>Commits what it has taken, then refuses.</summary>
    public Task StopAsync() => _loop.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _store.DisposeAsync();
    }

    private async ValueTask CommitAsync(IReadOnlyList<Change> batch)
    {
        _sent.Clear();
        foreach (var change in batch)
        {
            // A row of a broken chain rests on one that may not be there: it is never sent.
            if (change.Chain is { IsBroken: true }) change.Complete(ChangeResult.Refused);
            else _sent.Add(change);
        }

        if (_sent.Count == 0) return;
        try
        {
            var results = await _store.CommitAsync(_sent);
            for (var i = 0; i < _sent.Count; i++) _sent[i].Complete(results[i]);
            if (results.Count(result => !result.IsWritten) is > 0 and var refused) LogRefused(refused, _sent.Count);
        }
        catch (Exception fault)
        {
            // The loop goes on whatever happened: the next batch gets a fresh connection.
            LogBatchFailed(fault, _sent.Count);
            foreach (var change in _sent)
                change.Fail(new UnavailableException("The database did not say whether it took the change.", fault));
        }
    }
}
