using System.Data.Common;
using System.Diagnostics;
using Concert.Settings;
using Npgsql;

namespace Concert.Storage;

/// <summary>PostgreSQL: a server that any number of silos share.</summary>
/// <param name="startTimeout">How long to retry while the server does not answer: it may still be starting.</param>
internal sealed class PostgresBackend(string connectionString, TimeSpan startTimeout) : IStorageBackend
{
    private const int OldestVersion = 15;

    // Of the two writers and the reader. They count within the size of the pool: a silo uses as many connections as its operator allows.
    private const int SessionCount = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    // The number is arbitrary, but must not change: sql/postgres/by_hand.psql takes the same lock.
    public static readonly SchemaSql Schema = new(
        Lock: "select pg_advisory_xact_lock(4850127640229734)",
        CreateVersionTable: """
            create table if not exists schema_version(
                version integer not null primary key,
                name text not null,
                applied_at timestamptz not null default current_timestamp
            )
            """,
        HasVersionTable: "select to_regclass('schema_version') is not null",
        Scripts: SchemaScript.EmbeddedIn("postgres"));

    private readonly NpgsqlConnectionStringBuilder _settings = PostgresSettings.Parse(connectionString);

    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(PoolOf(PostgresSettings.Parse(connectionString)));

    public DbDataSource DataSource => _dataSource;

    private string Name => PostgresSettings.NameOf(_settings);

    public string Invariant => "Npgsql";

    public SeatRecordsSql SeatRecordsSql => PostgresSeatRecordsSql.Texts;

    public HeldPerformancesSql HeldPerformancesSql => PostgresSeatRecordsSql.Unsettled;

    public IChangeStore CreateChangeStore(string serviceId) => new PostgresChangeStore(OpenSession(), serviceId);

    public IReadStore CreateReadStore(string serviceId) => new PostgresReadStore(OpenSession(), serviceId);

    public async Task PrepareAsync(bool mayMigrate)
    {
        await WaitForServerAsync();
        await new Migrator(_dataSource, Schema).RunAsync(mayMigrate);
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private static NpgsqlConnectionStringBuilder PoolOf(NpgsqlConnectionStringBuilder settings)
    {
        settings.MaxPoolSize = Math.Max(1, settings.MaxPoolSize - SessionCount);
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        return settings;
    }

    private PostgresSession OpenSession() => new(_settings, _dataSource);

    private async Task WaitForServerAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await _dataSource.OpenConnectionAsync();
                if (connection.PostgreSqlVersion.Major >= OldestVersion) return;
                throw new CannotStartException(
                    $"ConnectionStrings:Concert names '{Name}', which is PostgreSQL {connection.PostgreSqlVersion}; "
                    + $"it must be {OldestVersion} or newer.");
            }
            catch (Exception fault) when (PostgresFaults.IsUnreachable(fault))
            {
                if (Stopwatch.GetElapsedTime(started) + RetryDelay > startTimeout)
                {
                    throw new CannotStartException(
                        $"ConnectionStrings:Concert names '{Name}', which could not be reached within "
                        + $"{startTimeout.TotalSeconds} s: {fault.Message}",
                        fault);
                }
            }
            catch (PostgresException fault)
            {
                throw new CannotStartException(
                    $"ConnectionStrings:Concert names '{Name}', which refuses the connection: {fault.MessageText}", fault);
            }

            await Task.Delay(RetryDelay, TimeProvider.System);
        }
    }
}
