using System.Data;

namespace Concert.Storage;

internal static class PostgresSeatRecordsSql
{
    private const string SelectSeats = """
        select s.grain_key, s.version::bigint, s.state, r.status,
            coalesce(r.status = 'Held' and not r.seat_ids ? substr(s.grain_key, length(@FromKey) + 1), false)
        from grain_state as s
        left join reservation as r on r.reservation_id = s.state ->> 'reservationId'
        where s.service_id = @ServiceId and s.grain_type = 'seat'
            and s.grain_key >= @FromKey and s.grain_key < @ToKey
        order by s.grain_key
        """;

    private const string SelectPaidNotSold = """
        select paid.seat_id, r.reservation_id, r.user_id
        from reservation as r
        cross join lateral jsonb_array_elements_text(r.seat_ids) with ordinality as paid(seat_id, number)
        where r.performance_id = @PerformanceId and r.status = 'Paid' and not exists (
            select 1 from grain_state as s
            where s.service_id = @ServiceId and s.grain_type = 'seat'
                and s.grain_key = @FromKey || paid.seat_id and s.grain_key < @ToKey
                and s.state ->> 'status' = 'Sold'
                and s.state ->> 'reservationId' = r.reservation_id)
        order by r.reservation_id, paid.number
        """;

    private const string SelectUnsettled = """
        select 1
        from grain_state as s
        left join reservation as r on r.reservation_id = s.state ->> 'reservationId'
            and r.performance_id = @PerformanceId and r.status = 'Paid'
        where s.service_id = @ServiceId and s.grain_type = 'seat'
            and s.grain_key >= @FromKey and s.grain_key < @ToKey
            and (s.state ->> 'status' = 'Held' or (s.state ->> 'status' = 'Sold' and r.reservation_id is null))
        limit 1
        """;

    public static SeatRecordsSql Texts { get; } = new(
        connection => connection.BeginTransaction(IsolationLevel.RepeatableRead),
        SelectSeats,
        SelectPaidNotSold);

    public static HeldPerformancesSql Unsettled { get; } = new(SelectUnsettled);
}
