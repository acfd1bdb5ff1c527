[assembly: AssemblyFixture(typeof(Concert.PostgresFixture))]

namespace Concert;

/// <summary>One PostgreSQL server for all tests of this assembly. The first test that needs it starts it; tests on SQLite do not.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(PostgresServer.CreateAsync);

    public static Task<PostgresServer> Server => Started.Value;

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated) await (await Started.Value).DisposeAsync();
    }
}
