using Concert.Hosting;

namespace Concert.Storage;

/// <summary>
/// One process for one embedded database: a lock file beside it, held until the process ends, however it ends. Two would
/// each think it is the whole cluster.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <exception cref="StartupException">Another process has it.</exception>
    public static DatabaseLock Take(SqliteDatabase database)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database.Path)!);
        try
        {
            return new(new($"{database.Path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken)
        {
            throw new StartupException(
                $"Another process uses {database.Path} (ConnectionStrings:Concert); an embedded database has one.", taken);
        }
    }

    public void Dispose() => _file.Dispose();
}
