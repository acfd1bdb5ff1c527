using Microsoft.Data.Sqlite;

namespace Concert.Storage;

internal static class SqliteSeatRecordsSql
{
    private const string SelectSeats = """
        select s.grain_key, s.version, s.state, r.status,
            coalesce(r.status = 'Held' and not exists (
                select 1 from json_each(r.seat_ids) as own where own.value = substr(s.grain_key, length(@FromKey) + 1)), false)
        from grain_state as s
        left join reservation as r on r.reservation_id = json_extract(s.state, '$.reservationId')
        where s.service_id = @ServiceId and s.grain_type = 'seat'
            and s.grain_key >= @FromKey and s.grain_key < @ToKey
        order by s.grain_key
        """;

    private const string SelectPaidNotSold = """
        select paid.value, r.reservation_id, r.user_id
        from reservation as r, json_each(r.seat_ids) as paid
        where r.performance_id = @PerformanceId and r.status = 'Paid' and not exists (
            select 1 from grain_state as s
            where s.service_id = @ServiceId and s.grain_type = 'seat'
                and s.grain_key = @FromKey || paid.value and s.grain_key < @ToKey
                and json_extract(s.state, '$.status') = 'Sold'
                and json_extract(s.state, '$.reservationId') = r.reservation_id)
        order by r.reservation_id, paid.key
        """;

    private const string SelectUnsettled = """
        select 1
        from grain_state as s
        left join reservation as r on r.reservation_id = json_extract(s.state, '$.reservationId')
            and r.performance_id = @PerformanceId and r.status = 'Paid'
        where s.service_id = @ServiceId and s.grain_type = 'seat'
            and s.grain_key >= @FromKey and s.grain_key < @ToKey
            and (json_extract(s.state, '$.status') = 'Held'
                or (json_extract(s.state, '$.status') = 'Sold' and r.reservation_id is null))
        limit 1
        """;

    public static SeatRecordsSql Texts { get; } = new(
        // Deferred: it reads one snapshot and never takes the write lock.
        connection => ((SqliteConnection)connection).BeginTransaction(deferred: true),
        SelectSeats,
        SelectPaidNotSold);

    public static HeldPerformancesSql Unsettled { get; } = new(SelectUnsettled);
}
