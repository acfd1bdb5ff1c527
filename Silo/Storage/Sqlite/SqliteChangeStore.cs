namespace Concert.Storage;

/// <summary>Writes batches to the file on one connection, kept for good and made anew after a fault.</summary>
internal sealed class SqliteChangeStore(SqliteDataSource database, string serviceId) : IChangeStore
{
    private SqliteWriteSession? _session;

    public ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch)
    {
        try
        {
            _session ??= new(database.OpenOwnConnection(), serviceId);
            return new(_session.Commit(batch));
        }
        catch
        {
            // Closing it rolls back what was begun, where it was not committed.
            _session?.Dispose();
            _session = null;
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _session = null;
        return default;
    }
}
