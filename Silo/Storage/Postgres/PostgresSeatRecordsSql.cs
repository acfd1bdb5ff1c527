using System.Data;

namespace Concert.Storage;

internal static class PostgresSeatRecordsSql
{
    private const string SelectSeats = """
        select s.grain_key, s.version::bigint, s.state, f.status
        from grain_state as s
        left join reservation as f on f.reservation_id = s.state ->> 'reservationId'
        where s.service_id = @service_id and s.grain_type = 'seat'
            and s.grain_key >= @from_key and s.grain_key < @to_key
        order by s.grain_key
        """;

    private const string SelectPaidNotSold = """
        select paid.seat_id, f.reservation_id, f.user_id
        from reservation as f
        cross join lateral jsonb_array_elements_text(f.seat_ids) with ordinality as paid(seat_id, number)
        where f.performance_id = @performance_id and f.status = 'Paid' and not exists (
            select 1 from grain_state as s
            where s.service_id = @service_id and s.grain_type = 'seat'
                and s.grain_key = @from_key || paid.seat_id and s.grain_key < @to_key
                and s.state ->> 'status' = 'Sold'
                and s.state ->> 'reservationId' = f.reservation_id)
        order by f.reservation_id, paid.number
        """;

    // Read once, as the silo starts: an index for it would cost every write.
    private const string SelectHolding = """
        select distinct substr(s.grain_key, 1, strpos(s.grain_key, '/') - 1)
        from grain_state as s
        left join reservation as f on f.reservation_id = s.state ->> 'reservationId'
        where s.service_id = @service_id and s.grain_type = 'seat'
            and (s.state ->> 'status' = 'Held'
                or (s.state ->> 'status' = 'Sold' and f.status is distinct from 'Paid'))
        order by 1
        """;

    public static SeatRecordsSql Texts { get; } = new(
        connection => connection.BeginTransaction(IsolationLevel.RepeatableRead),
        SelectSeats,
        SelectPaidNotSold,
        SelectHolding);
}
