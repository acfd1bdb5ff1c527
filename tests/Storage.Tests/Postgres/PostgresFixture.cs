[assembly: AssemblyFixture(typeof(Concert.Storage.PostgresFixture))]

namespace Concert.Storage;

/// <summary>One server for all tests of this assembly, started with the first that asks for a database.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private static Task<PostgresServer>? _server;

    public static Task<PostgresServer> Server => _server!;

    public ValueTask InitializeAsync()
    {
        _server = PostgresServer.CreateAsync();
        return default;
    }

    public async ValueTask DisposeAsync() => await (await _server!).DisposeAsync();
}
