namespace Concert.Auditing;

/// <summary>Lines: their places, and the watermark and slots kept beside them.</summary>
internal static class QueueAuditSql
{
    public const string PlacesCount = """
        select concert_id || '/' || place || ': after ' || before as offender,
            case when place = before + 1 then 'holds' else 'broken' end as verdict
        from (
            select concert_id, place, coalesce(lag(place) over (partition by concert_id order by place), 0) as before
            from queue_place) as q
        """;

    // An open place is one that waits or has a slot; those of before stay as rows. Whoever leaves and joins again has a new
    // place before the state without the old slot is written: for the time of one commit.
    public const string NobodyStandsTwice = """
        select concert_id || '/' || place || ': ' || user_id || ' has ' || open_count || ' open places' as offender,
            case
                when open_count = 1 then 'holds'
                when open_count = 2 and waiting_count = 1 and newest > @settled_before then 'settling'
                else 'broken' end as verdict
        from (
            select concert_id, user_id, place,
                count(*) over (partition by concert_id, user_id) as open_count,
                sum(is_waiting) over (partition by concert_id, user_id) as waiting_count,
                max(joined_at) over (partition by concert_id, user_id) as newest
            from (
                select q.concert_id, q.user_id, q.place, q.joined_at, 1 as is_waiting
                from queue_place as q
                left join line as l on l.concert_id = q.concert_id
                where q.departed_at is null and q.place > coalesce(l.watermark, 0)
                union all
                select s.concert_id, s.user_id, s.place, q.joined_at, 0
                from slot as s
                left join queue_place as q on q.concert_id = s.concert_id and q.place = s.place) as open_place) as counted
        """;

    public const string ConcertsExist = """
        select q.concert_id || ': no such concert' as offender,
            case when c.concert_id is null then 'broken' else 'holds' end as verdict
        from (select concert_id from queue_place union select concert_id from line) as q
        left join concert as c on c.concert_id = q.concert_id
        """;

    // Nobody is let in whose place might yet be lost.
    public const string WatermarkIsAPlace = """
        select l.concert_id || ': ' || l.watermark || ' of ' || coalesce(q.place, 0) || ' places' as offender,
            case when l.watermark between 0 and coalesce(q.place, 0) then 'holds' else 'broken' end as verdict
        from line as l
        left join (select concert_id, max(place) as place from queue_place group by concert_id) as q
            on q.concert_id = l.concert_id
        """;

    // The place may have departed: whoever leaves in the moment of being let in has a slot still, for one commit, or until its
    // end if the silo dies in between.
    public const string SlotsArePlacesLetIn = """
        select s.concert_id || '/' || s.key || ': slot of ' || s.user_id || ', the place of ' || coalesce(q.user_id, 'nobody') as offender,
            case when s.key = s.place and q.user_id = s.user_id and s.place <= s.watermark
                then 'holds' else 'broken' end as verdict
        from slot as s
        left join queue_place as q on q.concert_id = s.concert_id and q.place = s.place
        """;

    // Those that are over count as well: the grain ends them before it lets the next one in.
    public const string SlotsAreFew = """
        select l.concert_id || ': ' || count(s.place) || ' slots' as offender,
            case when count(s.place) <= @max_active then 'holds' else 'broken' end as verdict
        from line as l
        left join slot as s on s.concert_id = l.concert_id
        group by l.concert_id
        """;
}
