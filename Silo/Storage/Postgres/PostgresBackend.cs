using System.Data.Common;
using System.Diagnostics;
using Concert.Hosting;
using Npgsql;

namespace Concert.Storage;

/// <summary>A PostgreSQL server, shared by all silos of a cluster. One pool for each process.</summary>
internal sealed class PostgresBackend : IStorageBackend
{
    // So that a database and its silos may be started together, in any order.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(250);

    // One process migrates at a time; the number means nothing but this.
    private const string TakeMigrationLock = "select pg_advisory_xact_lock(7266378001)";

    private readonly NpgsqlDataSource _dataSource;

    /// <exception cref="CannotStartException">The connection string can't be read.</exception>
    public PostgresBackend(string? connectionString) =>
        _dataSource = new NpgsqlDataSourceBuilder(PostgresConnections.Tuned(connectionString)).Build();

    public DbDataSource DataSource => _dataSource;

    public string Invariant => PostgresConnections.Invariant;

    public SeatRowsSql SeatRowsSql => PostgresSeatRowsSql.Texts;

    public IChangeStore CreateChangeStore(string serviceId) => new PostgresChangeStore(_dataSource, serviceId);

    public IReadStore CreateReadStore(string serviceId) => new PostgresReadStore(_dataSource, serviceId);

    public async Task PrepareAsync(bool mayMigrate)
    {
        await AwaitServerAsync();
        await new Migrator(_dataSource, "postgres", TakeMigrationLock).RunAsync(mayMigrate);
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task AwaitServerAsync()
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = await _dataSource.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException fault) when (MayPass(fault) && waiting.Elapsed < StartPatience)
            {
                await Task.Delay(StartPause);
            }
            catch (NpgsqlException fault)
            {
                throw new CannotStartException(
                    $"ConnectionStrings:Concert names {PostgresConnections.NameOf(_dataSource)}, which can't be used: {fault.Message}",
                    fault);
            }
        }
    }

    // Not there yet, or starting up; a wrong password or database won't mend itself.
    private static bool MayPass(NpgsqlException fault) =>
        fault is not PostgresException answer
        || answer.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections;
}
