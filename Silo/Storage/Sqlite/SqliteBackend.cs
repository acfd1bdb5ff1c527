using System.Data.Common;
using System.Runtime.Versioning;
using Concert.Settings;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>SQLite: a file on the host of the process.</summary>
/// <param name="isShared">
/// True: several silos may use the file, as in tests. False: a lock file prevents a second process, because each process would
/// act as the only member of the cluster.
/// </param>
internal sealed class SqliteBackend(string connectionString, bool isShared) : IStorageBackend
{
    // No lock statement: a transaction begins with the write lock.
    public static readonly SchemaSql Schema = new(
        Lock: null,
        CreateVersionTable: """
            create table if not exists schema_version(
                version integer not null primary key,
                name text not null,
                applied_at text not null default current_timestamp
            )
            """,
        HasVersionTable: "select count(*) from sqlite_master where type = 'table' and name = 'schema_version'",
        Scripts: SchemaScript.EmbeddedIn("sqlite"));

    private readonly SqliteDataSource _dataSource = new(connectionString);

    private FileStream? _lock;

    public DbDataSource DataSource => _dataSource;

    // Orleans' name of Microsoft.Data.Sqlite.
    public string Invariant => "System.Data.SQLite";

    public SeatRecordsSql SeatRecordsSql => SqliteSeatRecordsSql.Texts;

    public HeldPerformancesSql HeldPerformancesSql => SqliteSeatRecordsSql.Unsettled;

    public IChangeStore CreateChangeStore(string serviceId) => new SqliteChangeStore(_dataSource, serviceId);

    public IReadStore CreateReadStore(string serviceId) => new SqliteReadStore(_dataSource, serviceId);

    public async Task PrepareAsync(bool mayMigrate)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_dataSource.FilePath)!);
            MakePrivate();
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

    // The file holds users' names, money and reservations: a new one is readable by its owner only (0600). Of an existing file the
    // access of all other users is removed; its group stays, because an operator may have given it to a backup program. SQLite
    // gives the files of its log the access of the database file.
    private void MakePrivate()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _dataSource.FilePath;
        if (!File.Exists(path))
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }

        foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
        {
            var mode = File.GetUnixFileMode(file);
            var withoutOthers = mode & ~(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
            if (mode != withoutOthers) TrySetMode(file, withoutOthers);
        }
    }

    // A file of another user, such as one that an administrator restored: only its owner may change who can read it.
    [UnsupportedOSPlatform("windows")]
    private static void TrySetMode(string file, UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(file, mode);
        }
        catch (UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Other users of this machine may read {file}: it belongs to another user. Set its access to 0600.");
        }
    }

    // The kernel releases the lock when the process ends, however it ends. The file remains: deleting it could delete the lock
    // that the next process has just taken.
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

    // In this mode readers and the writer do not wait for each other, and a commit is one append. The file stores the mode.
    private void UseWriteAheadLog()
    {
        using var connection = _dataSource.OpenOwnConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal";
        command.ExecuteNonQuery();
    }
}
