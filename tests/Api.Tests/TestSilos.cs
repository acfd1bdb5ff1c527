using Concert.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Concert;

/// <summary>
/// The silos beside a gateway of the tests, on PostgreSQL: in this process but reached over TCP, with the clock that tests advance.
/// </summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private const int Count = 2;

    private readonly string _connectionString;
    private readonly List<IHost> _hosts;

    /// <param name="connectionString">Their database.</param>
    /// <param name="hosts">Those that have started.</param>
    public TestSilos(string connectionString, params IEnumerable<IHost> hosts)
    {
        _connectionString = connectionString;
        _hosts = [.. hosts];
    }

    public IReadOnlyList<IHost> Hosts => _hosts;

    /// <summary>Changes the settings to a gateway of a cluster with its own database.</summary>
    public static async Task AddSettingsAsync(Dictionary<string, string?> settings, string mode)
    {
        settings["Database:Provider"] = "postgres";
        settings["ConnectionStrings:Concert"] = await (await PostgresFixture.Server).CreateDatabaseAsync();
        settings["Cluster:Mode"] = mode;
        settings["Cluster:AdvertisedAddress"] = "127.0.0.1";
        // The longest that is allowed: on a machine with other work, a call may find no silo for seconds.
        settings["Cluster:RetryTimeout"] = "00:01:00";
        settings["Drain:Delay"] = "00:00:00";
    }

    /// <summary>Two silos without a gateway.</summary>
    public static async Task<TestSilos> StartAsync(Dictionary<string, string?> settings, TimeProvider time)
    {
        var silos = new TestSilos(settings["ConnectionStrings:Concert"]!);
        try
        {
            for (var number = 0; number < Count; number++)
            {
                var builder = Host.CreateApplicationBuilder();
                builder.Configuration.AddInMemoryCollection(settings);
                foreach (var clock in new[] { "Orleans.Grains", "Orleans.Reminders" })
                    builder.Services.AddKeyedSingleton(clock, time);
                builder.AddQuietLogging();
                builder.AddConcertSilo();
                builder.Services.KeepSmall();
                silos._hosts.Add(await StartedAsync(builder.Build()));
            }

            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    // A silo whose start failed can't be stopped: an attempt to would replace the reason by an error of its own.
    private static async Task<IHost> StartedAsync(IHost host)
    {
        try
        {
            await host.CheckAsync();
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_connectionString + ";Pooling=false");
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.StopAsync()));
        foreach (var host in _hosts) await ((IAsyncDisposable)host).DisposeAsync();
    }
}
