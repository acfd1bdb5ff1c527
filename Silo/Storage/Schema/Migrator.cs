using System.Data.Common;
using Concert.Settings;
using Dapper;

namespace Concert.Storage;

/// <summary>
/// Updates the schema with the numbered scripts of <see cref="SchemaSql.Scripts"/>. Each script runs in one transaction that first
/// takes a lock, so that any number of processes may start at the same time on an empty database.
/// </summary>
internal sealed class Migrator(DbDataSource database, SchemaSql schema)
{
    private const string SelectVersion = "select coalesce(max(version), 0) from schema_version";

    private const string InsertVersion = "insert into schema_version(version, name) values (@Version, @Name)";

    private const int NoTimeout = 0;

    // PostgreSQL's lock_not_available. A script may limit how long it waits for a lock, because later writers wait behind it.
    private const string LockNotAvailable = "55P03";

    private const int MaxAttempts = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The schema version of the database; null: it has no schema.</summary>
    public static async Task<int?> FindVersionAsync(DbConnection connection, SchemaSql schema) =>
        // A query that fails throws: only a successful one can show that there is no schema.
        await connection.ExecuteScalarAsync<bool>(schema.HasVersionTable) ? await connection.ExecuteScalarAsync<int>(SelectVersion) : null;

    /// <exception cref="CannotStartException">
    /// The schema is newer than this build, or older and must not be changed, or a script failed.
    /// </exception>
    public async Task RunAsync(bool mayChange)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            if (mayChange) await UpgradeAsync(connection);
            await CheckAsync(connection);
        }
        catch (DbException fault)
        {
            throw new CannotStartException($"ConnectionStrings:Concert: the database can't be set up: {fault.Message}", fault);
        }
    }

    private async Task UpgradeAsync(DbConnection connection)
    {
        foreach (var script in schema.Scripts)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await UpgradeAsync(connection, script);
                    break;
                }
                catch (DbException fault) when (fault.SqlState == LockNotAvailable && attempt < MaxAttempts)
                {
                    await Task.Delay(Pause, TimeProvider.System);
                }
            }
        }
    }

    private async Task UpgradeAsync(DbConnection connection, SchemaScript script)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        // Without a timeout: another process may hold the lock as long as its scripts take.
        if (schema.Lock is { } wait) await connection.ExecuteAsync(wait, transaction: transaction, commandTimeout: NoTimeout);
        await connection.ExecuteAsync(schema.CreateVersionTable, transaction: transaction);
        if (await connection.ExecuteScalarAsync<int>(SelectVersion, transaction: transaction) >= script.Version) return;
        await connection.ExecuteAsync(script.Text, transaction: transaction, commandTimeout: NoTimeout);
        await connection.ExecuteAsync(InsertVersion, new { script.Version, script.Name }, transaction);
        await transaction.CommitAsync();
    }

    private async Task CheckAsync(DbConnection connection)
    {
        if (await FindVersionAsync(connection, schema) is not { } version)
        {
            throw new CannotStartException(
                $"The database has no schema, this build needs version {schema.Version}, and Database:Migrate is false.");
        }

        if (version > schema.Version)
        {
            throw new CannotStartException(
                $"The database's schema is version {version}, newer than version {schema.Version} of this build.");
        }

        if (version < schema.Version)
        {
            throw new CannotStartException(
                $"The database's schema is version {version}, this build needs {schema.Version}, and Database:Migrate is false.");
        }
    }
}
