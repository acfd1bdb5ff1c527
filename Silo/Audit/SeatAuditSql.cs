namespace Concert.Auditing;

/// <summary>Seats: what their rows say beside what their reservations came to.</summary>
internal static class SeatAuditSql
{
    public const string LayoutsCount = """
        select c.concert_id || ': ' || count(p.ordinal) || ' performances' as offender,
            case when min(p.ordinal) = 0 and max(p.ordinal) = count(p.ordinal) - 1 then 'holds' else 'broken' end as verdict
        from concert as c
        left join performance as p on p.concert_id = c.concert_id
        group by c.concert_id
        union all
        select p.performance_id || ': ' || count(s.ordinal) || ' sections',
            case when min(s.ordinal) = 0 and max(s.ordinal) = count(s.ordinal) - 1 then 'holds' else 'broken' end
        from performance as p
        left join section as s on s.performance_id = p.performance_id
        group by p.performance_id
        """;

    // By the one spelling that a seat has: another would be a second seat in the same chair.
    private const string IsInItsSection = """
        s.row_no between 1 and c.row_count and s.seat_no between 1 and c.seats_per_row
                and s.section_no || '-' || s.row_no || '-' || s.seat_no = s.seat_id
        """;

    public const string ReservedOnesExist = $"""
        select s.performance_id || '/' || s.seat_id || ': ' || s.reservation_id as offender,
            case when {IsInItsSection} then 'holds' else 'broken' end as verdict
        from reservation_seat as s
        left join section as c on c.performance_id = s.performance_id and c.ordinal + 1 = s.section_no
        """;

    public const string RowsExist = $"""
        select s.grain_key || ': ' || s.status as offender,
            case when {IsInItsSection} then 'holds' else 'broken' end as verdict
        from seat_row as s
        left join section as c on c.performance_id = s.performance_id and c.ordinal + 1 = s.section_no
        """;

    public const string RowsSayWhose = """
        select grain_key || ': ' || status || ' by ' || coalesce(reservation_id, 'nobody') as offender,
            case when
                case status
                    when 'Available' then reservation_id is null and user_id is null and attempts is null and until is null
                    when 'Held' then reservation_id is not null and user_id is not null and attempts is not null and until is not null
                    when 'Sold' then reservation_id is not null and user_id is not null and attempts is null and until is null
                end
                then 'holds' else 'broken' end as verdict
        from seat_row
        """;

    // At no moment: a seat changes hands only after its reservation's end is durable.
    public const string NoneIsReservedTwice = """
        select performance_id || '/' || seat_id || ': ' || reservation_id || ' of ' || user_id as offender,
            case when owner_count = 1 then 'holds' else 'broken' end as verdict
        from (
            select performance_id, seat_id, reservation_id, user_id,
                count(*) over (partition by performance_id, seat_id) as owner_count
            from reservation_seat where status in ('Held', 'Paid')) as live
        """;

    // Between a payment and its sale the seat is still held, by the same reservation; it is never anything else.
    public const string PaidOnesAreSold = """
        select f.performance_id || '/' || f.seat_id || ': paid by ' || f.reservation_id || ', ' || coalesce(s.status, 'Available')
                || ' by ' || coalesce(s.reservation_id, 'nobody') as offender,
            case
                when s.reservation_id = f.reservation_id and s.user_id = f.user_id and s.status = 'Sold' then 'holds'
                when s.reservation_id = f.reservation_id and s.user_id = f.user_id and s.status = 'Held'
                    and f.updated_at > @settled_before then 'settling'
                else 'broken' end as verdict
        from reservation_seat as f
        left join seat_row as s on s.performance_id = f.performance_id and s.seat_id = f.seat_id
        where f.status = 'Paid'
        """;

    // At every moment: the holds are durable before the reservation is, and are given up only after its end is.
    public const string ReservedOnesAreHeld = """
        select f.performance_id || '/' || f.seat_id || ': reserved by ' || f.reservation_id || ', ' || coalesce(s.status, 'Available')
                || ' by ' || coalesce(s.reservation_id, 'nobody') as offender,
            case when s.reservation_id = f.reservation_id and s.user_id = f.user_id and s.status = 'Held'
                then 'holds' else 'broken' end as verdict
        from reservation_seat as f
        left join seat_row as s on s.performance_id = f.performance_id and s.seat_id = f.seat_id
        where f.status = 'Held'
        """;

    // Between a refund and the seat's freedom it is still sold.
    public const string SoldOnesArePaid = """
        select s.grain_key || ': sold to ' || coalesce(s.reservation_id, 'nobody') || ' of ' || coalesce(s.user_id, 'nobody')
                || ', which is ' || coalesce(f.status, 'not there') as offender,
            case
                when f.user_id = s.user_id and f.status = 'Paid' then 'holds'
                when f.user_id = s.user_id and f.status = 'Refunded'
                    and (f.updated_at > @settled_before or s.modified_on > @settled_before) then 'settling'
                else 'broken' end as verdict
        from seat_row as s
        left join reservation_seat as f
            on f.reservation_id = s.reservation_id and f.performance_id = s.performance_id and f.seat_id = s.seat_id
        where s.status = 'Sold'
        """;

    // A hold comes before its reservation, and may be of a try that came to nothing: then it lasts until its end. What a
    // live reservation's seats should be is said above; when it should be over, by the check of its end.
    public const string HeldOnesHaveAReason = """
        select s.grain_key || ': held by ' || coalesce(s.reservation_id, 'nobody') || ' of ' || coalesce(s.user_id, 'nobody')
                || ', which is ' || coalesce(f.status, 'not there') as offender,
            case
                when f.user_id <> s.user_id then 'broken'
                when own.status in ('Held', 'Paid') then 'holds'
                when s.until > @settled_before or f.updated_at > @settled_before or s.modified_on > @settled_before then 'settling'
                else 'broken' end as verdict
        from seat_row as s
        left join reservation as f on f.reservation_id = s.reservation_id
        left join reservation_seat as own
            on own.reservation_id = s.reservation_id and own.performance_id = s.performance_id and own.seat_id = s.seat_id
        where s.status = 'Held'
        """;
}
