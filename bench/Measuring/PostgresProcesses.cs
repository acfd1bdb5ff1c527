using System.Globalization;
using Npgsql;

namespace Concert.Bench;

/// <summary>The processes of a PostgreSQL server on this machine, as Linux accounts for them.</summary>
internal sealed class PostgresProcesses
{
    private const string SelectPostmaster = "select pg_read_file('postmaster.pid')";

    // Of what follows the name in /proc/PID/stat: the parent, then its own time, then that of children who have ended.
    private const int Parent = 1;
    private const int User = 11;
    private const int System = 12;
    private const int EndedUser = 13;
    private const int EndedSystem = 14;

    // Linux tells in hundredths of a second, whatever the kernel's own clock.
    private const int TicksPerSecond = 100;

    private readonly int _postmaster;

    private PostgresProcesses(int postmaster) => _postmaster = postmaster;

    public static async Task<PostgresProcesses> FindAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(SelectPostmaster, connection);
        var file = (string)(await command.ExecuteScalarAsync())!;
        return new(int.Parse(file.AsSpan(0, file.IndexOf('\n')), CultureInfo.InvariantCulture));
    }

    /// <summary>Of the first one, its children, and those of its children that have ended, since the server started.</summary>
    public TimeSpan ProcessorTime()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var id)) continue;
            if (FieldsOf(id) is not { } fields) continue;
            if (id == _postmaster) ticks += fields[User] + fields[System] + fields[EndedUser] + fields[EndedSystem];
            else if (fields[Parent] == _postmaster) ticks += fields[User] + fields[System];
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static long[]? FieldsOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name before may hold blanks and brackets.
            return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Take(EndedSystem + 1)
                .Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }
}
