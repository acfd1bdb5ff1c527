namespace Concert.Auditing;

/// <summary>Lines: their places, who is in, and what is kept beside them.</summary>
internal static class QueueAuditSql
{
    public const string PlacesCount = """
        select concert_id || '/' || place || ': after ' || before as offender,
            case when place = before + 1 then 'holds' else 'broken' end as verdict
        from (
            select concert_id, place, coalesce(lag(place) over (partition by concert_id order by place), 0) as before
            from queue_place) as q
        """;

    // An open place is one that waits or has a slot; those of before stay as rows.
    public const string NobodyStandsTwice = """
        select concert_id || '/' || min(place) || ': ' || user_id || ' has ' || count(*) || ' open places' as offender,
            case when count(*) = 1 then 'holds' else 'broken' end as verdict
        from queue_place
        where status in ('Waiting', 'Admitted', 'Claimed')
        group by concert_id, user_id
        """;

    public const string ConcertsExist = """
        select q.concert_id || ': no such concert' as offender,
            case when c.concert_id is null then 'broken' else 'holds' end as verdict
        from (select concert_id from queue_place union select concert_id from kept) as q
        left join concert as c on c.concert_id = q.concert_id
        """;

    // First come, first served.
    public const string NobodyIsPassedOver = """
        select q.concert_id || '/' || q.place || ': ' || q.user_id || ' waits, place ' || l.admitted_through || ' was let in' as offender,
            case when q.place > l.admitted_through then 'holds' else 'broken' end as verdict
        from queue_place as q
        join line as l on l.concert_id = q.concert_id
        where q.status = 'Waiting'
        """;

    public const string PlacesHaveTheirTimes = """
        select concert_id || '/' || place || ': ' || status || ' without its times, or with another''s' as offender,
            case
                when status = 'Waiting' and departed_at is null and admitted_at is null and ended_at is null then 'holds'
                when status = 'Departed' and departed_at is not null and admitted_at is null and ended_at is null then 'holds'
                when admitted_at is null or active_until is null or departed_at is not null then 'broken'
                when status in ('Admitted', 'Claimed') and ended_at is null then 'holds'
                when status = 'Ended' and ended_at is not null then 'holds'
                else 'broken' end as verdict
        from queue_place
        """;

    // The next activation reads no place up to the watermark but those in above what is over.
    public const string NobodyIsLeftOut = """
        select k.concert_id || ': kept ' || k.ended_through || ' and ' || k.watermark || ', ' || count(q.place) || ' left out' as offender,
            case
                when k.ended_through between 0 and k.watermark and k.watermark <= coalesce(l.last_place, 0) and count(q.place) = 0
                then 'holds' else 'broken' end as verdict
        from kept as k
        left join line as l on l.concert_id = k.concert_id
        left join queue_place as q on q.concert_id = k.concert_id and (
            (q.place <= k.watermark and q.status = 'Waiting') or (q.place <= k.ended_through and q.status in ('Admitted', 'Claimed')))
        group by k.concert_id, k.ended_through, k.watermark, l.last_place
        """;

    // Those that are over count as well: the grain ends them before it lets the next one in.
    public const string SlotsAreFew = """
        select concert_id || ': ' || count(*) || ' slots' as offender,
            case when count(*) <= @max_active then 'holds' else 'broken' end as verdict
        from queue_place
        where status in ('Admitted', 'Claimed')
        group by concert_id
        """;
}
