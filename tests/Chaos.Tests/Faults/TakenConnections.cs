using System.Collections.Concurrent;
using Concert.Cluster;
using Npgsql;

namespace Concert.Faults;

/// <summary>
/// Other clients of the database take every free connection, and each one that the service loses: each second its connections are cut,
/// and the other clients are at once there for them.
/// </summary>
internal sealed class TakenConnections(ProcessCluster cluster, ChaosStatistics statistics)
{
    private const string OtherClients = "other clients";
    private const int ClientCount = 8;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AllTakenWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan CutInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentBag<NpgsqlConnection> _taken = [];
    private int _refusedCount;

    public async Task RunAsync()
    {
        try
        {
            using var end = new CancellationTokenSource(AllTakenWithin);
            await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(_ => TakeAsync(end)).Append(CutAsync(end.Token)));
            statistics.RecordFinding(
                $"other clients had {_taken.Count} connections and were refused {_refusedCount} times, the service had {await ServiceConnectionCountAsync()} left");
            Assert.NotEqual(0, _refusedCount);
        }
        finally
        {
            foreach (var connection in _taken) await connection.DisposeAsync();
        }
    }

    private async Task TakeAsync(CancellationTokenSource end)
    {
        while (!end.IsCancellationRequested)
        {
            var connection = new NpgsqlConnection($"{cluster.ConnectionString};Pooling=false;Application Name={OtherClients}");
            try
            {
                await connection.OpenAsync(end.Token);
                _taken.Add(connection);
            }
            catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException)
            {
                await connection.DisposeAsync();
                if (fault is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } && Interlocked.Increment(ref _refusedCount) == 1)
                    end.CancelAfter(Duration);
                await Task.Delay(RetryInterval, CancellationToken.None);
            }
        }
    }

    private async Task CutAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (_refusedCount > 0)
            {
                await using var command = new NpgsqlCommand(
                    $"select pg_terminate_backend(pid) from pg_stat_activity where application_name <> '{OtherClients}' and backend_type = 'client backend'",
                    _taken.First());
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await Task.Delay(CutInterval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<long> ServiceConnectionCountAsync()
    {
        await using var command = new NpgsqlCommand(
            $"select count(*) from pg_stat_activity where application_name <> '{OtherClients}' and backend_type = 'client backend'", _taken.First());
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
