using Npgsql;

namespace Concert.Storage;

/// <summary>
/// Writes a batch as one transaction of a few statements over whole columns. Such a statement can't express "skip the rows after a
/// refused one". So if an entity has several rows and one of them is refused, the transaction is rolled back, and the rows of that
/// entity are bisected, down to single changes, whose results are exact. The same happens to a set with a value that the database
/// can't store. Both are rare: the first is a second activation of a grain, the second is a bug.
/// </summary>
internal sealed class PostgresChangeStore(PostgresSession session, string serviceId) : IChangeStore
{
    private const int MaxAttempts = 10;

    public ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch) => new(Commit(batch));

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private ChangeResult[] Commit(IReadOnlyList<Change> batch)
    {
        var results = new ChangeResult[batch.Count];
        var rows = new List<PendingChange>(batch.Count);
        for (var i = 0; i < batch.Count; i++) rows.Add(PendingChange.Of(i, batch[i]));
        try
        {
            Write(rows, results);
            return results;
        }
        catch
        {
            session.Discard();
            throw;
        }
    }

    /// <param name="rows">In the order of the batch. Rows whose chain is already broken are refused.</param>
    private void Write(List<PendingChange> rows, ChangeResult[] results)
    {
        rows.RemoveAll(row => row.Change.Chain is { IsBroken: true });
        if (rows.Count == 0) return;
        var plan = PendingSet.Of(rows);
        try
        {
            WriteSets(plan, results);
        }
        catch (Exception fault) when (PostgresFaults.IsRowFault(fault))
        {
            session.Discard();
            if (rows.Count > 1) WriteHalves(rows, results);
            else rows[0].SetResult(ChangeResult.Failed(fault), results);
            return;
        }

        foreach (var row in plan.Refused) row.SetResult(ChangeResult.Refused, results);
        if (plan.Fallback.Count > 0) WriteHalves([.. plan.Fallback.OrderBy(row => row.Index)], results);
    }

    private void WriteHalves(List<PendingChange> rows, ChangeResult[] results)
    {
        var half = rows.Count / 2;
        Write(rows[..half], results);
        Write(rows[half..], results);
    }

    /// <summary>Commits the entities of the plan; those that need it are moved to its fallback instead.</summary>
    private void WriteSets(PendingSet plan, ChangeResult[] results)
    {
        for (var attempt = 1; plan.Entities.Count > 0; attempt++)
        {
            try
            {
                if (!plan.HasConflict) WriteAtOnce(plan, results);
                else if (!TryWrite(plan, results)) continue;
                return;
            }
            catch (PostgresException fault) when (!plan.HasConflict && PostgresFaults.IsConflict(fault))
            {
                plan.HasConflict = true;
            }
            catch (PostgresException fault) when (PostgresFaults.IsRetryable(fault) && attempt < MaxAttempts)
            {
                // Rolled back, and the concurrent transaction has ended too: run it again.
            }
        }
    }

    /// <summary>
    /// Writes all rows of the plan, or throws. Statements that are sent together, without BEGIN, are one transaction, which the server
    /// commits by itself unless one failed (PostgreSQL, "Pipelining"): one message and one answer, where BEGIN and COMMIT are two of each.
    /// </summary>
    private void WriteAtOnce(PendingSet plan, ChangeResult[] results)
    {
        Execute(plan);
        foreach (var row in plan.Rows) row.SetResult(row.Written, results);
    }

    /// <summary>Commits the rows that no conflict refuses; false if the plan has become smaller, and nothing is written.</summary>
    private bool TryWrite(PendingSet plan, ChangeResult[] results)
    {
        using var transaction = session.Connect().BeginTransaction(System.Data.IsolationLevel.ReadCommitted);
        var statements = Execute(plan);
        if (plan.RemoveBroken(statements.Refused))
        {
            transaction.Rollback();
            return false;
        }

        transaction.Commit();
        foreach (var row in plan.Rows)
            row.SetResult(statements.Refused.Contains(row.Index) ? ChangeResult.Refused : row.Written, results);
        return true;
    }

    /// <summary>Sends the statements of the plan together, and reads their results to the end.</summary>
    private PostgresStatements Execute(PendingSet plan)
    {
        var statements = new PostgresStatements(serviceId, plan);
        using var batch = session.CreateBatch();
        statements.AddTo(batch);
        using var record = session.Execute(batch);
        statements.Read(record);
        return statements;
    }
}
