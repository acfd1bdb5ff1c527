using System.Data.Common;
using Concert.Queues;
using Dapper;

namespace Concert.Storage;

/// <summary>Reads and writes the places of queues in the table <c>queue_place</c>.</summary>
internal sealed class QueuePlaces(GroupCommitWriter writer, DbDataSource database) : IQueuePlaces
{
    private const string Columns = """
        place, user_id, status, joined_at, departed_at, admitted_at, active_until, ended_at, claimed_at, passed_over_at, missed_at,
            returned_at, address_tag, call_me
        """;

    // Two ranges of the key: all places above the watermark, and below it only those that are not over, which are few.
    private const string SelectPlaces = $"""
        select {Columns}
        from queue_place
        where concert_id = @ConcertId and place > @Watermark
        union all
        select {Columns}
        from queue_place
        where concert_id = @ConcertId and place > @EndedThrough and place <= @Watermark and (
            status in ('Admitted', 'Claimed')
            or (status = 'Waiting' and (passed_over_at is not null or returned_at is not null))
            or (status = 'Ended' and missed_at > @MissedSince and returned_at is null))
        order by place
        """;

    private const string CountSteps = """
        select
            count(admitted_at),
            count(claimed_at),
            count(case when missed_at is not null or (ended_at is not null and claimed_at is null) then 1 end),
            count(departed_at) + coalesce(max(place), 0) - count(*)
        from queue_place where concert_id = @ConcertId
        """;

    private const string SelectPlace = $"select {Columns} from queue_place where concert_id = @ConcertId and place = @Place";

    // Of the key's range only: those in front of the line may have departed below it since, and are found by a later activation.
    private const string Departed = """
        select place from queue_place
        where concert_id = @ConcertId and place > @After and place <= @Through and status = 'Departed' and admitted_at is null
            and place < (select max(place) from queue_place where concert_id = @ConcertId)
        order by place limit @Limit
        """;

    internal const string CountDeparted = $"select count(*), coalesce(max(place), 0) from ({Departed}) as d";

    internal const string DeleteDeparted = $"""
        delete from queue_place
        where concert_id = @ConcertId and place > @After and place <= @Through and status = 'Departed' and place in ({Departed})
        """;

    public async Task<IReadOnlyList<PlaceRow>> ReadAsync(
        ConcertId concert, long watermark, long endedThrough, DateTimeOffset missedSince) => await database.ReadRowsAsync(
        SelectPlaces,
        Read,
        new { ConcertId = concert.Value, Watermark = watermark, EndedThrough = endedThrough, MissedSince = missedSince.UtcDateTime });

    public async Task<QueueTotals> CountAsync(ConcertId concert) => (await database.ReadRowsAsync(
        CountSteps,
        record => new QueueTotals(record.GetInt64(0), record.GetInt64(1), record.GetInt64(2), record.GetInt64(3)),
        new { ConcertId = concert.Value })).Single();

    public async Task<PlaceRow?> FindAsync(ConcertId concert, long place) => (await database.ReadRowsAsync(
        SelectPlace, Read, new { ConcertId = concert.Value, Place = place })).SingleOrDefault();

    public Task WriteAsync(ConcertId concert, PlaceChange change, AppendChain chain) =>
        writer.WriteAsync(new PlaceWrite(concert, change, chain));

    public async Task<DepartedPlaces> FindDepartedAsync(ConcertId concert, long after, long through, int limit) =>
        (await database.ReadRowsAsync(
            CountDeparted,
            record => new DepartedPlaces(checked((int)record.GetInt64(0)), record.GetInt64(1)),
            new { ConcertId = concert.Value, After = after, Through = through, Limit = limit })).Single();

    // Not through the writer: no command waits for it.
    public Task RemoveDepartedAsync(ConcertId concert, long after, DepartedPlaces departed) => OffGrainThread.RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            DeleteDeparted, new { ConcertId = concert.Value, After = after, departed.Through, Limit = departed.Count });
    });

    private static PlaceRow Read(DbDataReader record) => new(
        record.GetInt64(0),
        new(record.GetString(1)),
        Enum.Parse<PlaceStatus>(record.GetString(2)),
        SqlTime.Read(record, 3),
        Time(record, 4),
        Time(record, 5),
        Time(record, 6),
        Time(record, 7),
        Time(record, 8),
        Time(record, 9),
        Time(record, 10),
        Time(record, 11),
        record.GetInt64(12),
        record.GetBoolean(13));

    private static DateTimeOffset? Time(DbDataReader record, int ordinal) =>
        record.IsDBNull(ordinal) ? null : SqlTime.Read(record, ordinal);
}
