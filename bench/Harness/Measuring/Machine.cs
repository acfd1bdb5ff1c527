using System.Runtime.InteropServices;

namespace Concert.Bench.Harness;

/// <summary>What the figures were measured on.</summary>
/// <param name="Memory">Bytes that this process may use.</param>
/// <param name="PostgresSettings">Those that decide what a commit costs.</param>
internal sealed record Machine(
    int Cores,
    long Memory,
    string System,
    string Runtime,
    bool IsServerGc,
    string Postgres,
    IReadOnlyDictionary<string, string> PostgresSettings)
{
    private const string SelectSettings = """
        select name, current_setting(name) from pg_settings
        where name in (
            'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'commit_delay', 'commit_siblings',
            'shared_buffers', 'max_wal_size', 'wal_level', 'max_connections')
        order by name
        """;

    public string Title => $"{Cores} cores, {Runtime}, PostgreSQL {Postgres.Split(' ')[0]}";

    /// <summary>The setting because of which an acknowledged commit may not be on disk. Null: there is none.</summary>
    public string? NotDurable => PostgresSettings.FirstOrDefault(setting => setting is
    { Key: "fsync" or "full_page_writes", Value: "off" } or { Key: "synchronous_commit", Value: "off" or "local" }).Key;

    public static async Task<Machine> DescribeAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(SelectSettings, connection);
        await using var record = await command.ExecuteReaderAsync();
        var settings = new Dictionary<string, string>();
        while (await record.ReadAsync()) settings[record.GetString(0)] = record.GetString(1);
        return new(
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            global::System.Runtime.GCSettings.IsServerGC,
            connection.ServerVersion,
            settings);
    }
}
