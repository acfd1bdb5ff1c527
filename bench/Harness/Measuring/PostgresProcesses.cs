using System.Globalization;

namespace Concert.Bench.Harness;

/// <summary>Processor time of a PostgreSQL server on this machine, as Linux counts it in <c>/proc/PID/stat</c>.</summary>
internal sealed class PostgresProcesses(int postmaster)
{
    // Fields of /proc/PID/stat after the name. "Ended" is the time of children that have ended.
    private const int Parent = 1;
    private const int User = 11;
    private const int System = 12;
    private const int EndedUser = 13;
    private const int EndedSystem = 14;

    // Linux counts in hundredths of a second, whatever the clock of the kernel.
    private const int TicksPerSecond = 100;

    public static async Task<PostgresProcesses> FindAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_read_file('postmaster.pid')", connection);
        var file = (string)(await command.ExecuteScalarAsync())!;
        return new(int.Parse(file.AsSpan(0, file.IndexOf('\n')), CultureInfo.InvariantCulture));
    }

    /// <summary>Of the postmaster, its children, and its children that have ended, since the server started.</summary>
    public TimeSpan ProcessorTime()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var id)) continue;
            if (FieldsOf(id) is not { } fields) continue;
            if (id == postmaster) ticks += fields[User] + fields[System] + fields[EndedUser] + fields[EndedSystem];
            else if (fields[Parent] == postmaster) ticks += fields[User] + fields[System];
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static long[]? FieldsOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name, which comes before, may contain spaces and parentheses.
            return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Take(EndedSystem + 1)
                .Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            // The process ended after the folder was listed.
            return null;
        }
    }
}
