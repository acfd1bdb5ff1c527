using System.Data.Common;
using Concert.Queues;

namespace Concert.Storage;

/// <summary>Places in queues in the table <c>queue_place</c>.</summary>
internal sealed class QueuePlaces(GroupCommitWriter writer, DbDataSource database) : IQueuePlaces
{
    private const string SelectPlaces = """
        select place, user_id, joined_at, departed_at from queue_place
        where concert_id = @concert_id and place > @after_place
        order by place
        """;

    public async Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long afterPlace) =>
        await database.QueryAsync(SelectPlaces, Read, ("concert_id", concert.Value), ("after_place", afterPlace));

    public Task AppendAsync(ConcertId concert, PlaceRow row, AppendChain chain) =>
        writer.WriteAsync(new PlaceAppend(concert, row, chain));

    public Task DepartAsync(ConcertId concert, long place, DateTimeOffset at) =>
        writer.WriteAsync(new PlaceDeparture(concert, place, at));

    private static PlaceRow Read(DbDataReader record) => new(
        record.GetInt64(0),
        new(record.GetString(1)),
        SqlTime.Read(record, 2),
        record.IsDBNull(3) ? null : SqlTime.Read(record, 3));
}
