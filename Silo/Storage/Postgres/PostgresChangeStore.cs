using Npgsql;

namespace Concert.Storage;

/// <summary>
/// Writes batches on one connection, each as one transaction of a few set-based statements. What is refused for good reason
/// (a guard, a broken chain) is told; what only this transaction met (a deadlock, a row that is no data) is tried again.
/// </summary>
internal sealed class PostgresChangeStore(NpgsqlDataSource database, string serviceId) : IChangeStore
{
    private const int MaxTries = 5;

    // The server cannot take such a value at all (a NUL in a text, a number out of range, a check that fails).
    private static readonly string[] BadData = ["22", "23"];

    private PostgresSession? _session;

    public async ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch)
    {
        var results = new ChangeResult[batch.Count];
        try
        {
            _session ??= await PostgresSession.OpenAsync(database);
            await CommitAsync(_session, new PostgresWrites(batch, results));
            return results;
        }
        catch
        {
            // Closing it rolls back what was begun, where it was not committed.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session) await session.DisposeAsync();
        _session = null;
    }

    private async Task CommitAsync(PostgresSession session, PostgresWrites writes)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await TryCommitAsync(session, writes)) return;
                // Rows were refused that others of the batch follow: once more, without those.
                tries--;
            }
            catch (PostgresException fault) when (IsTransient(fault) && tries < MaxTries)
            {
                // Rolled back whole; the other side of the deadlock has gone on meanwhile.
            }
            catch (PostgresException fault) when (BadData.Any(fault.SqlState.StartsWith))
            {
                await SplitAsync(session, writes, fault);
                return;
            }
        }
    }

    // False: rolled back, because what it wrote may not stand; the writes now know what to leave out.
    private async Task<bool> TryCommitAsync(PostgresSession session, PostgresWrites writes)
    {
        await using var transaction = await session.BeginAsync();
        foreach (var wave in writes.Waves())
        {
            await using var commands = session.Batch();
            wave.AddTo(commands, serviceId);
            await using var record = await commands.ExecuteReaderAsync();
            await wave.TakeResultsAsync(record);
        }

        if (!writes.Stand()) return false;
        await transaction.CommitAsync();
        return true;
    }

    // The one row that can't be data must not cost the others theirs. Halves keep the order of every chain.
    private async Task SplitAsync(PostgresSession session, PostgresWrites writes, PostgresException fault)
    {
        if (writes.Count == 1)
        {
            writes.FailAll(fault);
            return;
        }

        var (first, second) = writes.Halves();
        await CommitAsync(session, first);
        await CommitAsync(session, second);
    }

    private static bool IsTransient(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
