namespace Concert.Storage;

/// <summary>Writes batches to the file on one connection.</summary>
internal sealed class SqliteChangeStore(SqliteDataSource database, string serviceId) : IChangeStore
{
    // Closing the connection after a fault rolls back a transaction that was not committed.
    private readonly RenewableSession<SqliteWriteSession> _session = new(() => new(database.OpenOwnConnection(), serviceId));

    public ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch) => new(_session.Run(session => session.Commit(batch)));

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return default;
    }
}
