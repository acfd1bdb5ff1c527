using Concert.Queues;
using Dapper;

namespace Concert.Storage;

/// <summary>Places of queues in the embedded database.</summary>
internal sealed class SqliteQueuePlaces(GroupCommitWriter writer, SqliteDatabase database) : IQueuePlaces
{
    private const string SelectAfter = """
        select place as Place, user_id as UserId, joined_at as JoinedAt, departed_at as DepartedAt
        from queue_place
        where concert_id = @concert and place > @afterPlace
        order by place
        """;

    public Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long afterPlace) =>
        database.ReadAsync<IReadOnlyList<PlaceRow>>(connection =>
        [
            .. connection.Query<PlaceRecord>(SelectAfter, new { concert = concert.Value, afterPlace }).Select(record => record.ToRow()),
        ]);

    public Task AppendAsync(ConcertId concert, PlaceRow row, AppendChain chain) =>
        writer.SubmitAsync(new PlaceAppend(concert, row, chain));

    public Task DepartAsync(ConcertId concert, long place, DateTimeOffset at) =>
        writer.SubmitAsync(new PlaceDeparture(concert, place, at));

    private sealed record PlaceRecord(long Place, string UserId, string JoinedAt, string? DepartedAt)
    {
        public PlaceRow ToRow() => new(
            Place, new(UserId), SqliteTime.Read(JoinedAt), DepartedAt is null ? null : SqliteTime.Read(DepartedAt));
    }
}
