namespace Concert.Auditing;

/// <summary>Checks of seats: their stored states compared with their reservations.</summary>
internal static class SeatAuditSql
{
    public const string LayoutsAreComplete = """
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

    // The id must have its only valid spelling: another spelling would be a second record of the same chair.
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

    public const string StoredOnesExist = $"""
        select s.grain_key || ': ' || s.status as offender,
            case when {IsInItsSection} then 'holds' else 'broken' end as verdict
        from seat_record as s
        left join section as c on c.performance_id = s.performance_id and c.ordinal + 1 = s.section_no
        """;

    public const string FieldsFitStatus = """
        select grain_key || ': ' || status || ' by ' || coalesce(reservation_id, 'nobody') as offender,
            case when
                case status
                    when 'Available' then reservation_id is null and user_id is null and attempts is null and until is null
                    when 'Held' then reservation_id is not null and user_id is not null and attempts is not null and until is not null
                    when 'Sold' then reservation_id is not null and user_id is not null and attempts is null and until is null
                end
                then 'holds' else 'broken' end as verdict
        from seat_record
        """;

    // This holds at every moment: a seat gets a new reservation only after the end of the old one is durable.
    public const string NoneIsReservedTwice = """
        select performance_id || '/' || seat_id || ': ' || reservation_id || ' of ' || user_id as offender,
            case when owner_count = 1 then 'holds' else 'broken' end as verdict
        from (
            select performance_id, seat_id, reservation_id, user_id,
                count(*) over (partition by performance_id, seat_id) as owner_count
            from reservation_seat where status in ('Held', 'Paid')) as live
        """;

    // Between the payment and the sale of the seat, the same reservation still holds it; no other state is possible.
    public const string PaidOnesAreSold = """
        select r.performance_id || '/' || r.seat_id || ': paid by ' || r.reservation_id || ', ' || coalesce(s.status, 'Available')
                || ' by ' || coalesce(s.reservation_id, 'nobody') as offender,
            case
                when s.reservation_id = r.reservation_id and s.user_id = r.user_id and s.status = 'Sold' then 'holds'
                when s.reservation_id = r.reservation_id and s.user_id = r.user_id and s.status = 'Held'
                    and r.updated_at > @GraceStart then 'pending'
                else 'broken' end as verdict
        from reservation_seat as r
        left join seat_record as s on s.performance_id = r.performance_id and s.seat_id = r.seat_id
        where r.status = 'Paid'
        """;

    // This holds at every moment: holds are durable before their reservation, and are released only after its end is durable.
    public const string ReservedOnesAreHeld = """
        select r.performance_id || '/' || r.seat_id || ': reserved by ' || r.reservation_id || ', ' || coalesce(s.status, 'Available')
                || ' by ' || coalesce(s.reservation_id, 'nobody') as offender,
            case when s.reservation_id = r.reservation_id and s.user_id = r.user_id and s.status = 'Held'
                then 'holds' else 'broken' end as verdict
        from reservation_seat as r
        left join seat_record as s on s.performance_id = r.performance_id and s.seat_id = r.seat_id
        where r.status = 'Held'
        """;

    // Between the refund and the release of the seat, it is still sold.
    public const string SoldOnesArePaid = """
        select s.grain_key || ': sold to ' || coalesce(s.reservation_id, 'nobody') || ' of ' || coalesce(s.user_id, 'nobody')
                || ', which is ' || coalesce(r.status, 'missing') as offender,
            case
                when r.user_id = s.user_id and r.status = 'Paid' then 'holds'
                when r.user_id = s.user_id and r.status = 'Refunded'
                    and (r.updated_at > @GraceStart or s.modified_on > @GraceStart) then 'pending'
                else 'broken' end as verdict
        from seat_record as s
        left join reservation_seat as r
            on r.reservation_id = s.reservation_id and r.performance_id = s.performance_id and r.seat_id = s.seat_id
        where s.status = 'Sold'
        """;

    // A hold precedes its reservation. If the attempt to reserve failed, the hold may last until its end. The seats and the end of
    // live reservations have checks of their own.
    public const string HeldOnesHaveReservation = """
        select s.grain_key || ': held by ' || coalesce(s.reservation_id, 'nobody') || ' of ' || coalesce(s.user_id, 'nobody')
                || ', which is ' || coalesce(r.status, 'missing') as offender,
            case
                when r.user_id <> s.user_id then 'broken'
                when own.status in ('Held', 'Paid') then 'holds'
                when s.until > @GraceStart or r.updated_at > @GraceStart or s.modified_on > @GraceStart then 'pending'
                else 'broken' end as verdict
        from seat_record as s
        left join reservation as r on r.reservation_id = s.reservation_id
        left join reservation_seat as own
            on own.reservation_id = s.reservation_id and own.performance_id = s.performance_id and own.seat_id = s.seat_id
        where s.status = 'Held'
        """;
}
