using System.Data.Common;
using System.Globalization;
using Concert.Hosting;
using Dapper;

namespace Concert.Storage;

/// <summary>
/// Brings the schema up to date with the numbered scripts built into this assembly. Each runs in one transaction that
/// first takes a lock, so any number of processes may start together on an empty database.
/// </summary>
/// <param name="folder">Whose scripts: <c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="takeLock">Makes other migrators wait for this transaction; none: its beginning does already.</param>
internal sealed class Migrator(DbDataSource database, string folder, string? takeLock = null)
{
    private const string CreateVersionTable = """
        create table if not exists schema_version(
            version integer not null primary key,
            name text not null,
            applied_at timestamp not null default current_timestamp
        )
        """;

    private const string UndefinedTable = "42P01";

    private const string SelectVersion = "select coalesce(max(version), 0) from schema_version";

    private const string InsertVersion = "insert into schema_version(version, name) values (@Version, @Name)";

    /// <summary>The schema that this build knows.</summary>
    public int KnownVersion { get; } = ScriptsOf(folder).Max(script => script.Version);

    /// <exception cref="CannotStartException">The schema is newer than this build, or older and may not be changed.</exception>
    public async Task RunAsync(bool mayChange)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            if (mayChange) await UpgradeAsync(connection);
            await CheckAsync(connection, mayChange);
        }
        catch (DbException fault)
        {
            throw new CannotStartException($"ConnectionStrings:Concert: the database can't be set up: {fault.Message}", fault);
        }
    }

    private async Task UpgradeAsync(DbConnection connection)
    {
        foreach (var script in ScriptsOf(folder))
        {
            // On SQLite a transaction begins with the write lock.
            await using var transaction = await connection.BeginTransactionAsync();
            if (takeLock is not null) await connection.ExecuteAsync(takeLock, transaction: transaction);
            await connection.ExecuteAsync(CreateVersionTable, transaction: transaction);
            if (await connection.ExecuteScalarAsync<int>(SelectVersion, transaction: transaction) >= script.Version) continue;
            await connection.ExecuteAsync(Read(script.Resource), transaction: transaction);
            await connection.ExecuteAsync(InsertVersion, new { script.Version, script.Name }, transaction);
            await transaction.CommitAsync();
        }
    }

    private async Task CheckAsync(DbConnection connection, bool mayChange)
    {
        var version = await FindVersionAsync(connection, mayChange);
        if (version > KnownVersion)
        {
            throw new CannotStartException(
                $"The database's schema is version {version}, newer than this build, which knows {KnownVersion}.");
        }

        if (version < KnownVersion)
        {
            throw new CannotStartException(
                $"The database's schema is version {version}, this build needs {KnownVersion}, and Database:Migrate is false.");
        }
    }

    private static async Task<int> FindVersionAsync(DbConnection connection, bool mayChange)
    {
        try
        {
            return await connection.ExecuteScalarAsync<int>(SelectVersion);
        }
        catch (DbException fault) when (!mayChange && IsNoSuchTable(fault))
        {
            return 0; // Nothing was ever set up.
        }
    }

    private static bool IsNoSuchTable(DbException fault) =>
        fault.SqlState == UndefinedTable || fault.Message.Contains("no such table", StringComparison.Ordinal);

    private static IEnumerable<Script> ScriptsOf(string folder) =>
        typeof(Migrator).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith($"{folder}/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => Script.Of(resource, resource[(folder.Length + 1)..]));

    private static string Read(string resource)
    {
        using var stream = typeof(Migrator).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Script(int Version, string Name, string Resource)
    {
        public static Script Of(string resource, string name) =>
            new(int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture), name, resource);
    }
}
