namespace Concert.Auditing;

/// <summary>Reservations: their steps in the journal, and the row of their fate beside it.</summary>
internal static class ReservationAuditSql
{
    // An expiry that nothing went before is the tombstone of a reservation that never was.
    public const string StepsAreLegal = """
        select reference || ': ' || kind || ' after ' || coalesce(before, 'nothing') || ' (' || user_id || '/' || seq || ')' as offender,
            case when
                case kind
                    when 'reserved' then before is null
                    when 'paid' then before = 'reserved'
                    when 'expired' then before is null or before = 'reserved'
                    when 'released' then before = 'reserved'
                    when 'refunded' then before = 'paid'
                end
                then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, kind, reference, lag(kind) over (partition by user_id, reference order by seq) as before
            from user_journal where reference is not null) as j
        """;

    public const string IsItsUsers = """
        select j.reference || ': in the journal of ' || j.user_id || ', its fate is of ' || coalesce(f.user_id, 'nobody') as offender,
            case when f.user_id = j.user_id then 'holds' else 'broken' end as verdict
        from user_journal as j
        left join reservation as f on f.reservation_id = j.reference
        where j.reference is not null
        """;

    // The time as well: what is settling is told by it.
    public const string StatusIsTheLastStep = """
        select f.reservation_id || ': ' || f.status || ', its journal says ' || coalesce(j.kind, 'nothing') as offender,
            case when j.at = f.updated_at
                and case j.kind
                    when 'reserved' then f.status = 'Held'
                    when 'paid' then f.status = 'Paid'
                    when 'expired' then f.status = 'Expired'
                    when 'released' then f.status = 'Released'
                    when 'refunded' then f.status = 'Refunded'
                end
                then 'holds' else 'broken' end as verdict
        from reservation as f
        left join (
            select user_id, reference, kind, at,
                row_number() over (partition by user_id, reference order by seq desc) as newness
            from user_journal where reference is not null) as j
            on j.reference = f.reservation_id and j.user_id = f.user_id and j.newness = 1
        """;

    // A tombstone has no seats.
    public const string StatusRowHasItsReservationsTerms = """
        select f.reservation_id || ': ' || f.amount || ' for seats of ' || f.performance_id || ', its event says '
                || coalesce(r.amount || ' for seats of ' || r.performance_id, 'nothing') as offender,
            case when
                case when r.reservation_id is null then f.status = 'Expired' and f.amount = 0 and f.seat_ids = '[]'
                    else f.performance_id = r.performance_id and f.amount = r.amount and f.seat_ids = r.seat_ids
                        and f.until = r.until end
                then 'holds' else 'broken' end as verdict
        from reservation as f
        left join reserved as r on r.reservation_id = f.reservation_id and r.user_id = f.user_id
        """;

    // To the instant, less what PostgreSQL cuts off below a microsecond: paying at the very end may look as if it were before.
    public const string StepsAreInTime = """
        select j.reference || ': ' || j.kind || ' at ' || cast(j.at as text) || ', its end is ' || cast(f.until as text) as offender,
            case when
                case j.kind
                    when 'reserved' then j.at <= f.until and j.at >= p.sales_open_at
                    when 'paid' then j.at <= f.until
                    when 'released' then j.at <= f.until
                    when 'expired' then j.at >= f.until
                    when 'refunded' then j.at <= p.starts_at
                end
                then 'holds' else 'broken' end as verdict
        from user_journal as j
        join reservation as f on f.reservation_id = j.reference
        left join performance as p on p.performance_id = f.performance_id
        """;

    public const string MoneyIsItsAmount = """
        select j.reference || ': ' || j.kind || ' ' || j.amount || ' of ' || coalesce(cast(f.amount as text), 'nothing') as offender,
            case when (j.kind = 'paid' and j.amount = -f.amount) or (j.kind = 'refunded' and j.amount = f.amount)
                then 'holds' else 'broken' end as verdict
        from user_journal as j
        left join reservation as f on f.reservation_id = j.reference
        where j.kind in ('paid', 'refunded')
        """;

    public const string AmountIsItsSeatsPrices = """
        select s.reservation_id || ': ' || s.amount || ', its seats cost ' || coalesce(cast(sum(c.price) as text), 'nothing') as offender,
            case when sum(c.price) = s.amount then 'holds' else 'broken' end as verdict
        from reservation_seat as s
        left join section as c on c.performance_id = s.performance_id and c.ordinal + 1 = s.section_no
        group by s.reservation_id, s.amount
        """;

    // A slot is durable before anyone is told to be in.
    public const string IsFromAnAdmittedPlace = """
        select r.reservation_id || ': from place ' || coalesce(cast(r.place as text), 'none') || ' of '
                || coalesce(r.concert_id, 'no concert') as offender,
            case when p.concert_id = r.concert_id and q.user_id = r.user_id and q.status in ('Admitted', 'Claimed', 'Ended')
                then 'holds' else 'broken' end as verdict
        from reserved as r
        left join performance as p on p.performance_id = r.performance_id
        left join queue_place as q on q.concert_id = r.concert_id and q.place = r.place
        """;

    public const string NobodyHasTooManySeats = """
        select user_id || ': ' || count(*) || ' seats of ' || performance_id as offender,
            case when count(*) <= @max_seats then 'holds' else 'broken' end as verdict
        from reservation_seat
        where status = 'Paid' or (status = 'Held' and until > @now)
        group by performance_id, user_id
        """;

    public const string OpenOnesEnd = """
        select reservation_id || ': open, its end was ' || cast(until as text) as offender,
            case when until > @now then 'holds' when until > @settled_before then 'settling' else 'broken' end as verdict
        from reservation where status = 'Held'
        """;
}
