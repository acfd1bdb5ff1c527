[assembly: AssemblyFixture(typeof(Concert.PostgresFixture))]

namespace Concert;

/// <summary>One server for all tests of this assembly, started by the first that asks for it: those on one file do not.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(PostgresServer.CreateAsync);

    public static Task<PostgresServer> Server => Started.Value;

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated) await (await Started.Value).DisposeAsync();
    }
}
