[assembly: AssemblyFixture(typeof(Concert.ProcessPostgres))]

namespace Concert;

/// <summary>
/// One PostgreSQL server for the tests that start single silos. The first of them starts it, and each has a database of its own on it.
/// </summary>
public sealed class ProcessPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(PostgresServer.CreateAsync);

    /// <summary>Creates an empty database; returns its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await Started.Value).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated) await (await Started.Value).DisposeAsync();
    }
}
