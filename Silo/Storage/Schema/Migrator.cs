using System.Data.Common;
using System.Globalization;
using Concert.Settings;
using Dapper;

namespace Concert.Storage;

/// <summary>
/// Brings the schema up to date with the numbered scripts built into this assembly. Each runs in one transaction that
/// first takes the database's write lock, so any number of processes may start together on an empty database.
/// </summary>
internal sealed class Migrator(DbDataSource database, SchemaSql sql)
{
    private const string SelectVersion = "select coalesce(max(version), 0) from schema_version";

    private const int NoTimeout = 0;

    private const string InsertVersion = "insert into schema_version(version, name) values (@Version, @Name)";

    /// <summary>The schema that this build knows.</summary>
    public int KnownVersion { get; } = KnownVersionOf(sql);

    public static int KnownVersionOf(SchemaSql sql) => ScriptsOf(sql.Folder).Max(script => script.Version);

    /// <summary>The schema that the database has; none: it has none.</summary>
    public static async Task<int?> FindVersionAsync(DbConnection connection, SchemaSql sql) =>
        // Only an answer says that there is none: a database that does not answer has said nothing.
        await connection.ExecuteScalarAsync<bool>(sql.IsThere) ? await connection.ExecuteScalarAsync<int>(SelectVersion) : null;

    /// <exception cref="CannotStartException">The schema is newer than this build, or older and may not be changed.</exception>
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
        foreach (var script in ScriptsOf(sql.Folder))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // Whoever waits here waits for others' scripts, however long they take.
            if (sql.Lock is { } wait) await connection.ExecuteAsync(wait, transaction: transaction, commandTimeout: NoTimeout);
            await connection.ExecuteAsync(sql.CreateVersionTable, transaction: transaction);
            if (await connection.ExecuteScalarAsync<int>(SelectVersion, transaction: transaction) >= script.Version) continue;
            await connection.ExecuteAsync(Read(script.Resource), transaction: transaction, commandTimeout: NoTimeout);
            await connection.ExecuteAsync(InsertVersion, new { script.Version, script.Name }, transaction);
            await transaction.CommitAsync();
        }
    }

    private async Task CheckAsync(DbConnection connection)
    {
        if (await FindVersionAsync(connection, sql) is not { } version)
        {
            throw new CannotStartException(
                $"The database has no schema, this build needs version {KnownVersion}, and Database:Migrate is false.");
        }

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

/// <summary>Where databases speak of their schema differently.</summary>
/// <param name="Folder">Whose scripts: <c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Lock">What keeps others out until the transaction ends; none: beginning one does.</param>
/// <param name="CreateVersionTable">Adds the table of applied scripts where it is not there.</param>
/// <param name="IsThere">Whether that table is there.</param>
internal sealed record SchemaSql(string Folder, string? Lock, string CreateVersionTable, string IsThere);
