[assembly: AssemblyFixture(typeof(Concert.Storage.SharedPostgres))]

namespace Concert.Storage;

/// <summary>One server for all tests of this assembly.</summary>
public sealed class SharedPostgres : IAsyncLifetime
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
