using Npgsql;

namespace Concert.Storage;

/// <summary>
/// Writes a batch as one transaction of a few statements over whole columns. Sets can't say "and what came after the
/// refused one, not"; so where one entity has several rows and one of them is refused, the set is rolled back and that
/// entity's rows go in halves, down to the single row, whose answer is exact. So does a set with a value that the database
/// can't hold. Both are rare: a second activation of a grain, and a bug.
/// </summary>
internal sealed class PostgresChangeStore(NpgsqlDataSource database, string serviceId) : IChangeStore
{
    private const int MaxAttempts = 10;

    private readonly PostgresSession _session = new(database);

    public async ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch)
    {
        var results = new ChangeResult[batch.Count];
        var rows = new List<PendingChange>(batch.Count);
        for (var i = 0; i < batch.Count; i++) rows.Add(PendingChange.Of(i, batch[i]));
        try
        {
            await WriteAsync(rows, results);
            return results;
        }
        catch
        {
            await _session.ForgetAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <param name="rows">In the order of the batch. Those whose chain is broken by now are refused.</param>
    private async Task WriteAsync(List<PendingChange> rows, ChangeResult[] results)
    {
        rows.RemoveAll(row => row.Change.Chain is { IsBroken: true });
        if (rows.Count == 0) return;
        var plan = PendingSet.Of(rows);
        try
        {
            await WriteSetsAsync(plan, results);
        }
        catch (Exception fault) when (PostgresFaults.IsOfOneRow(fault))
        {
            await _session.ForgetAsync();
            if (rows.Count > 1) await WriteHalvesAsync(rows, results);
            else rows[0].Answer(ChangeResult.Failed(fault), results);
            return;
        }

        if (plan.Apart.Count > 0) await WriteHalvesAsync([.. plan.Apart.OrderBy(row => row.Index)], results);
    }

    private async Task WriteHalvesAsync(List<PendingChange> rows, ChangeResult[] results)
    {
        var half = rows.Count / 2;
        await WriteAsync(rows[..half], results);
        await WriteAsync(rows[half..], results);
    }

    /// <summary>Commits all that can be written as sets; the rest is moved apart.</summary>
    private async Task WriteSetsAsync(PendingSet plan, ChangeResult[] results)
    {
        for (var attempt = 1; plan.Entities.Count > 0; attempt++)
        {
            try
            {
                if (await TryWriteAsync(plan, results)) return;
            }
            catch (PostgresException fault) when (!plan.IsContested && fault.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                plan.IsContested = true;
            }
            catch (PostgresException fault) when (PostgresFaults.IsCollision(fault) && attempt < MaxAttempts)
            {
                // Rolled back, and so is the other or it is through: run it again.
            }
        }
    }

    private async Task<bool> TryWriteAsync(PendingSet plan, ChangeResult[] results)
    {
        var connection = await _session.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);
        var statements = new PostgresStatements(serviceId, plan);
        await using (var batch = await _session.CreateBatchAsync())
        {
            statements.AddTo(batch);
            await using var record = await _session.ExecuteAsync(batch);
            await statements.ReadAsync(record);
        }

        if (statements.IsObstructed || plan.MoveApart(statements.Refused))
        {
            plan.IsContested = true;
            await transaction.RollbackAsync();
            return false;
        }

        await transaction.CommitAsync();
        foreach (var row in plan.Rows)
            row.Answer(statements.Refused.Contains(row.Index) ? ChangeResult.Refused : row.Written, results);
        return true;
    }
}
