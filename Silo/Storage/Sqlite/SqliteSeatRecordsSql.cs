using Microsoft.Data.Sqlite;

namespace Concert.Storage;

internal static class SqliteSeatRecordsSql
{
    private const string SelectSeats = """
        select s.grain_key, s.version, s.state, f.status
        from grain_state as s
        left join reservation as f on f.reservation_id = json_extract(s.state, '$.reservationId')
        where s.service_id = @service_id and s.grain_type = 'seat'
            and s.grain_key >= @from_key and s.grain_key < @to_key
        order by s.grain_key
        """;

    private const string SelectPaidNotSold = """
        select paid.value, f.reservation_id, f.user_id
        from reservation as f, json_each(f.seat_ids) as paid
        where f.performance_id = @performance_id and f.status = 'Paid' and not exists (
            select 1 from grain_state as s
            where s.service_id = @service_id and s.grain_type = 'seat'
                and s.grain_key = @from_key || paid.value and s.grain_key < @to_key
                and json_extract(s.state, '$.status') = 'Sold'
                and json_extract(s.state, '$.reservationId') = f.reservation_id)
        order by f.reservation_id, paid.key
        """;

    // Read once, as the silo starts: an index for it would cost every write.
    private const string SelectHolding = """
        select distinct substr(s.grain_key, 1, instr(s.grain_key, '/') - 1)
        from grain_state as s
        left join reservation as f on f.reservation_id = json_extract(s.state, '$.reservationId')
        where s.service_id = @service_id and s.grain_type = 'seat'
            and (json_extract(s.state, '$.status') = 'Held'
                or (json_extract(s.state, '$.status') = 'Sold' and f.status is not 'Paid'))
        order by 1
        """;

    public static SeatRecordsSql Texts { get; } = new(
        // Deferred: it reads one moment and never takes the write lock.
        connection => ((SqliteConnection)connection).BeginTransaction(deferred: true),
        SelectSeats,
        SelectPaidNotSold,
        SelectHolding);
}
