namespace Concert.Auditing;

/// <summary>Checks of presale codes and their uses. No row has a code itself: an offender is named by the code's hash.</summary>
internal static class PresaleAuditSql
{
    public const string UsesAreNumbered = """
        select concert_id || '/' || code_hash || ': use ' || number || ' after ' || before as offender,
            case when number = before + 1 then 'holds' else 'broken' end as verdict
        from (
            select concert_id, code_hash, number,
                coalesce(lag(number) over (partition by concert_id, code_hash order by number), 0) as before
            from presale_use) as u
        """;

    // A code that was removed keeps its uses.
    public const string UsesAreLimited = """
        select c.concert_id || '/' || c.code_hash || ': ' || count(u.number) || ' uses of ' || c.joins as offender,
            case when count(u.number) <= c.joins then 'holds' else 'broken' end as verdict
        from presale_code as c
        left join presale_use as u on u.concert_id = c.concert_id and u.code_hash = c.code_hash
        group by c.concert_id, c.code_hash, c.joins
        """;

    // Each of their writes raises the version, and without one an activation would not know that it is out of date.
    public const string HaveAVersion = """
        select p.concert_id || ': no version, or no such concert' as offender,
            case when v.version > 0 and c.concert_id is not null then 'holds' else 'broken' end as verdict
        from (select concert_id from presale_code union select concert_id from presale_use) as p
        left join presale as v on v.concert_id = p.concert_id
        left join concert as c on c.concert_id = p.concert_id
        """;
}
