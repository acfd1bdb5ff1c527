namespace Concert.Auditing;

/// <summary>Checks of queues: places, slots and stored progress.</summary>
internal static class QueueAuditSql
{
    // A departed place whose turn has passed is removed, and counted before it is. So no more places of a queue may be missing than were
    // counted, and each of them must have passed: drawn turns are in another order than the places, and have passed together.
    public const string PlacesAreNumbered = """
        select q.concert_id || '/' || q.place || ': after ' || q.before || ', ' || q.missing || ' missing, '
                || coalesce(p.removed_count, 0) || ' removed' as offender,
            case
                when q.place = q.before + 1 then 'holds'
                when q.missing <= p.removed_count and q.place <= p.watermark + 1 and p.watermark >= p.drawn_count then 'holds'
                else 'broken' end as verdict
        from (
            select concert_id, place, coalesce(lag(place) over (partition by concert_id order by place), 0) as before,
                max(place) over (partition by concert_id) - count(*) over (partition by concert_id) as missing
            from queue_place) as q
        left join queue_progress as p on p.concert_id = q.concert_id
        """;

    // An open place is one that waits or has a slot; closed places remain as rows.
    public const string NoUserHasTwoPlaces = """
        select concert_id || '/' || min(place) || ': ' || user_id || ' has ' || count(*) || ' open places' as offender,
            case when count(*) = 1 then 'holds' else 'broken' end as verdict
        from queue_place
        where status in ('Waiting', 'Admitted', 'Claimed')
        group by concert_id, user_id
        """;

    public const string ConcertsExist = """
        select q.concert_id || ': no such concert' as offender,
            case when c.concert_id is null then 'broken' else 'holds' end as verdict
        from (select concert_id from queue_place union select concert_id from queue_progress) as q
        left join concert as c on c.concert_id = q.concert_id
        """;

    // First come, first served. Those who were drawn stand in another order, which QueueDrawAudit checks. Whoever waits in front of the
    // line had a turn: it was passed over, or missed.
    public const string AdmissionIsInOrder = """
        select q.concert_id || '/' || q.place || ': ' || q.user_id || ' waits, place ' || w.admitted_through || ' was admitted' as offender,
            case when q.place > w.admitted_through then 'holds' else 'broken' end as verdict
        from queue_place as q
        join queue as w on w.concert_id = q.concert_id
        left join queue_progress as p on p.concert_id = q.concert_id
        where q.status = 'Waiting' and q.passed_over_at is null and q.returned_at is null and q.place > coalesce(p.drawn_count, 0)
        """;

    public const string PlacesHaveTheirTimes = """
        select concert_id || '/' || place || ': ' || status || ' without the times of its status, or with others' as offender,
            case
                when missed_at is not null and (admitted_at is null or ended_at is null) then 'broken'
                when returned_at is not null and missed_at is null then 'broken'
                when status = 'Waiting' and departed_at is null and returned_at is not null then 'holds'
                when status = 'Departed' and departed_at is not null and returned_at is not null then 'holds'
                when status = 'Waiting' and departed_at is null and admitted_at is null and ended_at is null then 'holds'
                when status = 'Departed' and departed_at is not null and admitted_at is null and ended_at is null then 'holds'
                when admitted_at is null or active_until is null or departed_at is not null then 'broken'
                when status in ('Admitted', 'Claimed') and (ended_at is null or returned_at is not null) then 'holds'
                when status = 'Ended' and ended_at is not null then 'holds'
                else 'broken' end as verdict
        from queue_place
        """;

    // The next activation reads below the watermark only places with a slot, and only those above ended_through.
    public const string ProgressSkipsNoOpenPlace = """
        select p.concert_id || ': progress ' || p.ended_through || ' and ' || p.watermark || ', ' || count(q.place) || ' skipped'
                as offender,
            case
                when p.ended_through between 0 and p.watermark and p.watermark <= coalesce(w.last_place, 0) and count(q.place) = 0
                then 'holds' else 'broken' end as verdict
        from queue_progress as p
        left join queue as w on w.concert_id = p.concert_id
        left join queue_place as q on q.concert_id = p.concert_id and q.place > p.drawn_count and (
            (q.place <= p.watermark and q.status = 'Waiting' and q.passed_over_at is null and q.returned_at is null)
            or (q.place <= p.ended_through and q.status in ('Waiting', 'Admitted', 'Claimed')))
        group by p.concert_id, p.ended_through, p.watermark, w.last_place
        """;

    // Slots whose time is over count as well: the queue grain ends them before it admits the next place.
    public const string SlotsAreLimited = """
        select q.concert_id || ': ' || count(*) || ' slots' as offender,
            case when count(*) <= @MaxActive or count(*) <= coalesce(max(p.highest_max_active), 0) then 'holds' else 'broken' end as verdict
        from queue_place as q
        left join queue_progress as p on p.concert_id = q.concert_id
        where status in ('Admitted', 'Claimed')
        group by q.concert_id
        """;

    // The order of a draw is a keyed hash, which databases can't compute alike: QueueDrawAudit judges the rows.
    public const string DrawnPlaces = """
        select q.concert_id as ConcertId, q.place as Place, q.user_id as UserId, q.status as Status, c.draw_seed as Seed,
            case when coalesce(q.passed_over_at, q.returned_at) is null then 0 else 1 end as HadTurn,
            p.drawn_count as DrawnCount, p.watermark as Watermark, p.ended_through as EndedThrough, w.admitted_through as AdmittedThrough
        from queue_progress as p
        join queue as w on w.concert_id = p.concert_id
        join concert as c on c.concert_id = p.concert_id
        join queue_place as q on q.concert_id = p.concert_id and q.place <= p.drawn_count
        """;
}
