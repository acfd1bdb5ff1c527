namespace Concert.Auditing;

/// <summary>Checks of reservations: their steps in the journal, and their rows in the projection.</summary>
internal static class ReservationAuditSql
{
    // An expiry without a step before it is the tombstone of a reservation that was never made.
    public const string StepsAreInOrder = """
        select reference || ': ' || kind || ' after ' || coalesce(before, 'nothing') || ' (' || user_id || '/' || seq || ')' as offender,
            case when
                case kind
                    when 'reserved' then before is null
                    when 'seats_changed' then before in ('reserved', 'seats_changed')
                    when 'paid' then before in ('reserved', 'seats_changed')
                    when 'expired' then before is null or before in ('reserved', 'seats_changed')
                    when 'released' then before in ('reserved', 'seats_changed')
                    when 'refunded' then before = 'paid'
                    when 'checked_in' then before in ('paid', 'checked_in')
                end
                then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, kind, reference, lag(kind) over (partition by user_id, reference order by seq) as before
            from user_journal where reference is not null) as j
        """;

    public const string IsInJournalOfItsUser = """
        select j.reference || ': in the journal of ' || j.user_id || ', its row is of ' || coalesce(r.user_id, 'nobody') as offender,
            case when r.user_id = j.user_id then 'holds' else 'broken' end as verdict
        from user_journal as j
        left join reservation as r on r.reservation_id = j.reference
        where j.reference is not null
        """;

    // The time as well, because it decides what is pending.
    public const string StatusIsTheLastStep = """
        select r.reservation_id || ': ' || r.status || ', in its journal: ' || coalesce(j.kind, 'nothing') as offender,
            case when j.at = r.updated_at
                and case j.kind
                    when 'reserved' then r.status = 'Held'
                    when 'seats_changed' then r.status = 'Held'
                    when 'paid' then r.status = 'Paid'
                    when 'expired' then r.status = 'Expired'
                    when 'released' then r.status = 'Released'
                    when 'refunded' then r.status = 'Refunded'
                    when 'checked_in' then r.status = 'Paid'
                end
                then 'holds' else 'broken' end as verdict
        from reservation as r
        left join (
            select user_id, reference, kind, at,
                row_number() over (partition by user_id, reference order by seq desc) as newness
            from user_journal where reference is not null) as j
            on j.reference = r.reservation_id and j.user_id = r.user_id and j.newness = 1
        """;

    // A tombstone has no seats.
    public const string RowHasTermsOfEvent = """
        select r.reservation_id || ': ' || r.amount || ' for seats of ' || r.performance_id || ', in its event: '
                || coalesce(e.amount || ' for seats of ' || e.performance_id, 'nothing') as offender,
            case when
                case when e.reservation_id is null then r.status = 'Expired' and r.amount = 0 and r.seat_ids = '[]'
                    else r.performance_id = e.performance_id and r.amount = e.amount and r.seat_ids = e.seat_ids
                        and r.until = e.until end
                then 'holds' else 'broken' end as verdict
        from reservation as r
        left join reservation_event as e on e.reservation_id = r.reservation_id and e.user_id = r.user_id and e.newness = 1
        """;

    public const string ChangesKeepOtherTerms = """
        select c.reservation_id || ': changed by ' || c.user_id || '/' || c.seq || ', until ' || cast(c.until as text)
                || ', reserved until ' || coalesce(cast(e.until as text), 'nothing') as offender,
            case when c.performance_id = e.performance_id and c.until = e.until and c.concert_id = e.concert_id and c.place = e.place
                then 'holds' else 'broken' end as verdict
        from reservation_event as c
        left join reserved_event as e on e.reservation_id = c.reservation_id and e.user_id = c.user_id
        where c.kind = 'seats_changed'
        """;

    // Not exact to the tick: PostgreSQL cuts times to microseconds, so a payment at the very end may look as if it was before it.
    public const string StepsAreInTime = """
        select j.reference || ': ' || j.kind || ' at ' || cast(j.at as text) || ', its end is ' || cast(r.until as text) as offender,
            case when
                case j.kind
                    when 'reserved' then j.at <= r.until and j.at >= p.sales_open_at
                        and (p.sales_close_at is null or r.until <= p.sales_close_at)
                    when 'seats_changed' then j.at <= r.until
                    when 'paid' then j.at <= r.until
                    when 'released' then j.at <= r.until
                    when 'expired' then j.at >= r.until
                    when 'refunded' then j.at <= p.starts_at
                    when 'checked_in' then j.at >= p.sales_open_at
                end
                then 'holds' else 'broken' end as verdict
        from user_journal as j
        join reservation as r on r.reservation_id = j.reference
        left join performance as p on p.performance_id = r.performance_id
        """;

    public const string TicketsAreUsedOnce = """
        select u.reference || ': seat ' || coalesce(u.seat_id, 'unknown') || ' checked in ' || u.use_count || ' times' as offender,
            case when u.use_count = 1 and s.seat_id is not null then 'holds' else 'broken' end as verdict
        from (
            select reference, body ->> 'seatId' as seat_id, count(*) as use_count
            from event where kind = 'checked_in' group by reference, body ->> 'seatId') as u
        left join reservation_seat as s on s.reservation_id = u.reference and s.seat_id = u.seat_id
        """;

    public const string MoneyIsAmount = """
        select j.reference || ': ' || j.kind || ' ' || j.amount || ' of ' || coalesce(cast(r.amount as text), 'nothing') as offender,
            case when (j.kind = 'paid' and j.amount = -r.amount) or (j.kind = 'refunded' and j.amount = r.amount)
                then 'holds' else 'broken' end as verdict
        from user_journal as j
        left join reservation as r on r.reservation_id = j.reference
        where j.kind in ('paid', 'refunded')
        """;

    public const string AmountIsPriceOfSeats = """
        select s.reservation_id || ': ' || s.amount || ', its seats cost ' || coalesce(cast(sum(c.price) as text), 'nothing') as offender,
            case when sum(c.price) = s.amount then 'holds' else 'broken' end as verdict
        from reservation_seat as s
        left join section as c on c.performance_id = s.performance_id and c.ordinal + 1 = s.section_no
        group by s.reservation_id, s.amount
        """;

    // A slot is durable before its user learns of it.
    public const string IsFromAnAdmittedPlace = """
        select e.reservation_id || ': from place ' || coalesce(cast(e.place as text), 'none') || ' of '
                || coalesce(e.concert_id, 'no concert') as offender,
            case when p.concert_id = e.concert_id and q.user_id = e.user_id and q.status in ('Admitted', 'Claimed', 'Ended')
                then 'holds' else 'broken' end as verdict
        from reserved_event as e
        left join performance as p on p.performance_id = e.performance_id
        left join queue_place as q on q.concert_id = e.concert_id and q.place = e.place
        """;

    public const string NoUserHasTooManySeats = """
        select user_id || ': ' || count(*) || ' seats of ' || performance_id as offender,
            case when count(*) <= @MaxSeats then 'holds' else 'broken' end as verdict
        from reservation_seat
        where status = 'Paid' or (status = 'Held' and until > @Now)
        group by performance_id, user_id
        """;

    public const string HeldOnesExpire = """
        select reservation_id || ': open, its end was ' || cast(until as text) as offender,
            case when until > @Now then 'holds' when until > @GraceStart then 'pending' else 'broken' end as verdict
        from reservation where status = 'Held'
        """;
}
