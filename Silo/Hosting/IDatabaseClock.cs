using System.Data.Common;

namespace Concert.Hosting;

/// <summary>The clock of the database, with which every process of a cluster compares its own.</summary>
internal interface IDatabaseClock
{
    /// <summary>Reads it several times.</summary>
    Task<IReadOnlyList<ClockReading>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The clock of a PostgreSQL server.</summary>
internal sealed class PostgresClock(DbDataSource database, TimeProvider time) : IDatabaseClock
{
    // The first reading also pays for what a new connection does once; some of the others meet no delay.
    private const int ReadingCount = 5;

    public async Task<IReadOnlyList<ClockReading>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        // Not now(), which is the time at which the transaction began.
        command.CommandText = "select clock_timestamp()";
        var readings = new List<ClockReading>(ReadingCount);
        for (var number = 0; number < ReadingCount; number++)
        {
            var (sentAt, start) = (time.GetUtcNow(), time.GetTimestamp());
            var answer = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
            readings.Add(new(sentAt, time.GetElapsedTime(start), answer));
        }

        return readings;
    }
}
