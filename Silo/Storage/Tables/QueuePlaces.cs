using System.Data.Common;
using Concert.Queues;

namespace Concert.Storage;

/// <summary>Reads and writes the places of queues in the table <c>queue_place</c>.</summary>
internal sealed class QueuePlaces(GroupCommitWriter writer, DbDataSource database) : IQueuePlaces
{
    // Two ranges of the key: all places above the watermark, and below it only those with a slot, which are few.
    private const string SelectPlaces = """
        select place, user_id, status, joined_at, departed_at, admitted_at, active_until, ended_at, claimed_at
        from queue_place
        where concert_id = @ConcertId and place > @Watermark
        union all
        select place, user_id, status, joined_at, departed_at, admitted_at, active_until, ended_at, claimed_at
        from queue_place
        where concert_id = @ConcertId and place > @EndedThrough and place <= @Watermark and status in ('Admitted', 'Claimed')
        order by place
        """;

    private const string CountSteps = """
        select
            count(admitted_at),
            count(claimed_at),
            count(case when ended_at is not null and claimed_at is null then 1 end),
            count(departed_at)
        from queue_place where concert_id = @ConcertId
        """;

    private const string SelectJoinedAt = "select joined_at from queue_place where concert_id = @ConcertId and place = @Place";

    public async Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long watermark, long endedThrough) =>
        await database.ReadRowsAsync(
            SelectPlaces, Read, new { ConcertId = concert.Value, Watermark = watermark, EndedThrough = endedThrough });

    public async Task<QueueTotals> CountAsync(ConcertId concert) => (await database.ReadRowsAsync(
        CountSteps,
        record => new QueueTotals(record.GetInt64(0), record.GetInt64(1), record.GetInt64(2), record.GetInt64(3)),
        new { ConcertId = concert.Value })).Single();

    public async Task<DateTimeOffset?> JoinedAtAsync(ConcertId concert, long place) => (await database.ReadRowsAsync<DateTimeOffset?>(
        SelectJoinedAt, record => SqlTime.Read(record, 0), new { ConcertId = concert.Value, Place = place })).SingleOrDefault();

    public Task WriteAsync(ConcertId concert, PlaceChange change, AppendChain chain) =>
        writer.WriteAsync(new PlaceWrite(concert, change, chain));

    private static PlaceRow Read(DbDataReader record) => new(
        record.GetInt64(0),
        new(record.GetString(1)),
        Enum.Parse<PlaceStatus>(record.GetString(2)),
        SqlTime.Read(record, 3),
        Time(record, 4),
        Time(record, 5),
        Time(record, 6),
        Time(record, 7),
        Time(record, 8));

    private static DateTimeOffset? Time(DbDataReader record, int ordinal) =>
        record.IsDBNull(ordinal) ? null : SqlTime.Read(record, ordinal);
}
