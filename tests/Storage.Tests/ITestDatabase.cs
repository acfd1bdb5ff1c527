using Concert.Settings;

namespace Concert.Storage;

/// <summary>A new database for one test. Every suite runs on each kind of database.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    /// <summary>Opens storage as a silo does; several may be open at the same time, each with its own writer.</summary>
    internal Task<OpenStorage> OpenAsync(string grainStorage = DatabaseOptions.GroupCommit);

    /// <summary>The command-line settings of a process that uses it.</summary>
    Task<string[]> Settings { get; }

    /// <summary>Runs a statement outside the service.</summary>
    Task ExecuteAsync(string sql);

    Task<object?> ScalarAsync(string sql);
}
