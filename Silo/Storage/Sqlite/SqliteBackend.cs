using System.Data.Common;
using Concert.Settings;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>A file beside the process.</summary>
/// <param name="isShared">
/// Whether others may use the file at the same time, as two silos of one test do. Otherwise a lock file keeps a second
/// process out: each would believe that it is the whole cluster.
/// </param>
internal sealed class SqliteBackend(string connectionString, bool isShared) : IStorageBackend
{
    // A transaction begins with the write lock.
    public static readonly SchemaSql Schema = new(
        Folder: "sqlite",
        Lock: null,
        CreateVersionTable: """
            create table if not exists schema_version(
                version integer not null primary key,
                name text not null,
                applied_at text not null default current_timestamp
            )
            """,
        IsThere: "select count(*) from sqlite_master where type = 'table' and name = 'schema_version'");

    private readonly SqliteDataSource _dataSource = new(connectionString);

    private FileStream? _lock;

    public DbDataSource DataSource => _dataSource;

    // Orleans calls Microsoft.Data.Sqlite by this name.
    public string Invariant => "System.Data.SQLite";

    public SeatRecordsSql SeatRecordsSql => SqliteSeatRecordsSql.Texts;

    public IChangeStore CreateChangeStore(string serviceId) => new SqliteChangeStore(_dataSource, serviceId);

    public IReadStore CreateReadStore(string serviceId) => new SqliteReadStore(_dataSource, serviceId);

    public async Task PrepareAsync(bool mayMigrate)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_dataSource.FilePath)!);
            if (!isShared) _lock ??= TakeLock();
            UseWriteAheadLog();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new CannotStartException(
                $"ConnectionStrings:Concert names '{_dataSource.FilePath}', which can't be used: {fault.Message}", fault);
        }

        await new Migrator(_dataSource, Schema).RunAsync(mayMigrate);
    }

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        if (_lock is not null) await _lock.DisposeAsync();
        _lock = null;
    }

    // The kernel lets go of it when the process ends, however it ends. The file itself stays: removing it could pull it
    // from under the next one's feet.
    private FileStream TakeLock()
    {
        var path = _dataSource.FilePath + ".lock";
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new CannotStartException(
                $"ConnectionStrings:Concert names '{_dataSource.FilePath}', which another process is using ({path}).", fault);
        }
    }

    // Readers and the writer do not wait for each other then, and a commit is one append. Kept by the file.
    private void UseWriteAheadLog()
    {
        using var connection = _dataSource.OpenOwnConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal";
        command.ExecuteNonQuery();
    }
}
