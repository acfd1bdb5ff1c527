using System.Globalization;
using System.Reflection;
using Concert.Hosting;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>
/// Brings the embedded database's schema up to date: numbered scripts, each in one transaction under the write lock, so
/// that any number of processes may start at once.
/// </summary>
internal static class SqliteMigrator
{
    private const string ResourcePrefix = "sqlite/";

    private const string CreateVersions = """
        create table if not exists schema_version (version integer primary key, script text not null, applied_at text not null) strict
        """;

    private const string InsertVersion = """
        insert into schema_version (version, script, applied_at) values (@version, @script, strftime('%Y-%m-%dT%H:%M:%f0000Z', 'now'))
        """;

    /// <summary>The scripts that this program carries, in order.</summary>
    public static IReadOnlyList<(int Version, string Name)> Scripts { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..])
            .Select(name => (Version: int.Parse(name[..4], CultureInfo.InvariantCulture), Name: name))
            .OrderBy(script => script.Version),
    ];

    /// <param name="mayChange">False: only check (<c>Database:Migrate</c>).</param>
    /// <exception cref="StartupException">The schema is newer than this program, or older and may not be changed.</exception>
    public static void Migrate(SqliteDatabase database, bool mayChange)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database.Path)!);
        using var connection = database.OpenOwn();
        var latest = Scripts[^1].Version;
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute(CreateVersions, transaction: transaction);
        var current = connection.ExecuteScalar<int?>("select max(version) from schema_version", transaction: transaction) ?? 0;
        if (current > latest)
        {
            throw new StartupException(
                $"The database {database.Path} has schema version {current}; this program knows up to {latest}. Run a newer one.");
        }

        if (current < latest && !mayChange)
        {
            throw new StartupException(
                $"The database {database.Path} has schema version {current}, {latest} is needed, and Database:Migrate is false.");
        }

        foreach (var script in Scripts.Where(script => script.Version > current)) Apply(script, connection, transaction);
        transaction.Commit();
    }

    private static void Apply((int Version, string Name) script, SqliteConnection connection, SqliteTransaction transaction)
    {
        connection.Execute(ReadScript(script.Name), transaction: transaction);
        connection.Execute(InsertVersion, new { version = script.Version, script = script.Name }, transaction);
    }

    private static string ReadScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
