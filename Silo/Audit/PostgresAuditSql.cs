namespace Concert.Auditing;

/// <summary>The checks' common table expressions for PostgreSQL. <see cref="SqliteAuditSql"/> has the same names and columns.</summary>
internal static class PostgresAuditSql
{
    // Null if the id of a seat is not three numbers. (A regular expression takes five times as long.)
    private const string Numbers = """
        case when translate(seat_id, '0123456789', '') = '--' and length(seat_id) <= 20
            then cast(nullif(split_part(seat_id, '-', 1), '') as bigint) end as section_no,
        case when translate(seat_id, '0123456789', '') = '--' and length(seat_id) <= 20
            then cast(nullif(split_part(seat_id, '-', 2), '') as bigint) end as row_no,
        case when translate(seat_id, '0123456789', '') = '--' and length(seat_id) <= 20
            then cast(nullif(split_part(seat_id, '-', 3), '') as bigint) end as seat_no
        """;

    // Events have times to the tick, columns to the microsecond: the rest is cut off, as the driver does.
    private const string Until = """
        cast(regexp_replace(body -> 'reservation' ->> 'until', '([.][0-9]{6})[0-9]*', '\1') as timestamptz)
        """;

    public const string Views = $"""
        with seat_record as (
            select grain_key, performance_id, seat_id, {Numbers},
                coalesce(state ->> 'status', 'Available') as status,
                state ->> 'reservationId' as reservation_id,
                state ->> 'userId' as user_id,
                state ->> 'attempts' as attempts,
                cast(state ->> 'until' as timestamptz) as until,
                modified_on
            from (
                select grain_key, state, modified_on,
                    split_part(grain_key, '/', 1) as performance_id,
                    substr(grain_key, length(split_part(grain_key, '/', 1)) + 2) as seat_id
                from grain_state where service_id = @ServiceId and grain_type = 'seat') as r
        ),
        reservation_seat as (
            select reservation_id, user_id, performance_id, status, until, amount, updated_at, seat_id, {Numbers}
            from reservation cross join lateral jsonb_array_elements_text(seat_ids) as s(seat_id)
        ),
        event as (
            -- Offset 0 makes PostgreSQL parse the body once instead of once for each field.
            select user_id, seq, kind, at, amount, balance, reference, cast(body as jsonb) as body from user_journal offset 0
        ),
        -- Each has the whole reservation as it was after the event; the newest is number 1.
        reservation_event as (
            select user_id, seq, kind, at, reference as reservation_id,
                row_number() over (partition by user_id, reference order by seq desc) as newness,
                body -> 'reservation' ->> 'performanceId' as performance_id,
                cast(body -> 'reservation' ->> 'amount' as bigint) as amount,
                {Until} as until,
                body -> 'reservation' -> 'ticket' ->> 'concertId' as concert_id,
                cast(body -> 'reservation' -> 'ticket' ->> 'place' as bigint) as place,
                jsonb_path_query_array(body, '$.reservation.seats[*].seatId') as seat_ids
            from event where kind in ('reserved', 'seats_changed')
        ),
        reserved_event as (
            select * from reservation_event where kind = 'reserved'
        ),
        queue as (
            select concert_id, max(place) as last_place,
                max(case when status in ('Admitted', 'Claimed', 'Ended') then place else 0 end) as admitted_through
            from queue_place group by concert_id
        ),
        queue_progress as (
            select grain_key as concert_id, cast(state ->> 'watermark' as bigint) as watermark,
                cast(state ->> 'endedThrough' as bigint) as ended_through,
                case when cast(state -> 'opening' ->> 'isDrawn' as boolean)
                    then cast(state -> 'opening' ->> 'earlyCount' as bigint) else 0 end as drawn_count,
                case when cast(state -> 'opening' ->> 'isDrawn' as boolean)
                    then cast(state -> 'opening' ->> 'earlyCount' as bigint) end as drawn_through,
                cast(state -> 'settings' ->> 'highestMaxActive' as bigint) as highest_max_active,
                coalesce(cast(state ->> 'removedCount' as bigint), 0) as removed_count
            from grain_state where service_id = @ServiceId and grain_type = 'queue' and state is not null
        ),
        snapshot as (
            select grain_key as user_id, cast(state ->> 'seq' as bigint) as seq, cast(state ->> 'balance' as bigint) as balance,
                cast(state ->> 'format' as integer) as format, coalesce(state ->> 'names', state ->> 'keys') as names,
                coalesce(cast(state ->> 'archivedCount' as bigint), 0) as archived_count,
                coalesce(cast(state ->> 'archivedThrough' as bigint), 0) as archived_through,
                state -> 'reservations' as reservations
            from grain_state where service_id = @ServiceId and grain_type = 'user-wallet' and state is not null
        ),
        snapshot_reservation as (
            select user_id, seq, s.reservation ->> 'reservationId' as reservation_id, s.reservation ->> 'status' as status
            from snapshot cross join lateral jsonb_array_elements(reservations) as s(reservation)
        )
        """;
}
