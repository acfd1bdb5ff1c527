using System.Text.RegularExpressions;
using Concert.Cluster;
using Npgsql;

namespace Concert.Faults;

/// <summary>
/// A full disk of the database. First each statement that needs a new page fails (53100). Then there is no space for PostgreSQL's log:
/// it ends all sessions, can't recover without space, and ends.
/// </summary>
internal sealed partial class FullDisk(ProcessCluster cluster, ChaosStatistics statistics)
{
    private static readonly TimeSpan StatementsFailFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LogFillsWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StaysFullFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync()
    {
        var logged = cluster.LogOf("database").Length;
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < StatementsFailFor) await FillAsync();
        start = TimeProvider.System.GetTimestamp();
        while (await SwitchLogFileAsync() && TimeProvider.System.GetElapsedTime(start) < LogFillsWithin) await FillAsync();
        await Task.Delay(StaysFullFor);
        var hasEnded = !await cluster.IsRunningAsync("database");
        await cluster.RunAsync("unfill");
        await cluster.RunAsync("start", "database");

        var failedCount = NoSpace().Count(cluster.LogOf("database")[logged..]);
        statistics.RecordFinding($"PostgreSQL logged {failedCount} failed writes{(hasEnded ? ", and ended" : "")}");
        Assert.NotEqual(0, failedCount);
    }

    // Again and again, because PostgreSQL frees space as well.
    private async Task FillAsync()
    {
        await cluster.RunAsync("fill");
        await Task.Delay(Interval);
    }

    /// <summary>Makes PostgreSQL continue its log in the next file; false if it does not answer.</summary>
    private async Task<bool> SwitchLogFileAsync()
    {
        try
        {
            await using var database = NpgsqlDataSource.Create(cluster.ConnectionString + ";Pooling=false");
            await using var command = database.CreateCommand("select pg_logical_emit_message(true, 'chaos', 'fill'), pg_switch_wal()");
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // The second, where the machine does not allow mounts.
    [GeneratedRegex("No space left on device|File too large")]
    private static partial Regex NoSpace();
}
