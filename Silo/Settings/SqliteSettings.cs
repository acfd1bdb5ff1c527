using Microsoft.Data.Sqlite;

namespace Concert.Settings;

/// <summary>Parses the operator's connection string of a SQLite file.</summary>
internal static class SqliteSettings
{
    public const int BusyTimeoutSeconds = 30;

    /// <summary>
    /// The connection string with the absolute path of the file itself: the process may change its directory, and two names of one file
    /// must lead to the same lock.
    /// </summary>
    /// <exception cref="CannotStartException">The connection string is not valid, or names no file.</exception>
    public static SqliteConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = BusyTimeoutSeconds };
            if (settings.DataSource is "" or ":memory:" || settings.Mode is SqliteOpenMode.Memory)
                throw new CannotStartException("ConnectionStrings:Concert names no file; it must be 'Data Source=<file>'.");
            settings.DataSource = FileOf(Path.GetFullPath(settings.DataSource));
            return settings;
        }
        catch (IOException fault)
        {
            throw new CannotStartException($"ConnectionStrings:Concert names a file that can't be used: {fault.Message}", fault);
        }
        catch (ArgumentException fault)
        {
            throw new CannotStartException($"ConnectionStrings:Concert is not a valid SQLite connection string: {fault.Message}", fault);
        }
    }

    private static string FileOf(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
}
