using System.Collections.Immutable;

namespace Concert.Storage;

/// <summary>The statements and scripts that the migrator runs on a kind of database.</summary>
/// <param name="Lock">The statement that excludes other migrators until the transaction ends; null: the transaction's begin does.</param>
/// <param name="CreateVersionTable">Creates the table of applied scripts if it does not exist.</param>
/// <param name="HasVersionTable">Selects whether that table exists.</param>
/// <param name="Scripts">The scripts of this build, in the order of their versions.</param>
internal sealed record SchemaSql(string? Lock, string CreateVersionTable, string HasVersionTable, ImmutableArray<SchemaScript> Scripts)
{
    /// <summary>The schema version that this build needs.</summary>
    public int Version => Scripts[^1].Version;
}
