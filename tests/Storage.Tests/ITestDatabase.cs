using Concert.Settings;

namespace Concert.Storage;

/// <summary>A fresh database for one test, of one kind. Every conformance suite runs on each kind there is.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    /// <summary>Opens storage as a silo does; several may be open at a time, each with its own writer.</summary>
    internal Task<OpenStorage> OpenAsync(string grainStorage = DatabaseOptions.GroupCommit);

    /// <summary>What a process is started with to use it.</summary>
    Task<string[]> Settings { get; }

    /// <summary>Runs a statement behind the service's back.</summary>
    Task ExecuteAsync(string sql);

    Task<object?> ScalarAsync(string sql);
}
