namespace Concert.Auditing;

/// <summary>Users' journals, row by row, and the snapshots that shorten them.</summary>
internal static class LedgerAuditSql
{
    public const string Counted = """
        select user_id || '/' || seq || ': after ' || before as offender,
            case when seq = before + 1 then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, coalesce(lag(seq) over (partition by user_id order by seq), 0) as before from user_journal) as j
        """;

    public const string AddsUp = """
        select user_id || '/' || seq || ': ' || balance || ' after ' || before || ' and ' || amount as offender,
            case when balance = before + amount then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, amount, balance, coalesce(lag(balance) over (partition by user_id order by seq), 0) as before
            from user_journal) as j
        """;

    public const string NeverNegative = """
        select user_id || '/' || seq || ': ' || balance as offender,
            case when balance >= 0 then 'holds' else 'broken' end as verdict
        from user_journal
        """;

    // A free seat's payment moves nothing.
    public const string MovesAsItsKindDoes = """
        select user_id || '/' || seq || ': ' || kind || ' ' || amount as offender,
            case when
                case kind
                    when 'charged' then amount > 0 and reference is null
                    when 'paid' then amount <= 0 and reference is not null
                    when 'refunded' then amount >= 0 and reference is not null
                    when 'reserved' then amount = 0 and reference is not null
                    when 'expired' then amount = 0 and reference is not null
                    when 'released' then amount = 0 and reference is not null
                end
                then 'holds' else 'broken' end as verdict
        from user_journal
        """;

    // The rules read events and SQL reads columns: they must tell the same story. A payment's id is its reservation's with
    // another prefix, so that there is one at most.
    public const string SaysWhatItsEventSays = """
        select user_id || '/' || seq || ': ' || kind || ' ' || amount || ', its event says '
                || coalesce(body ->> 'kind', 'nothing') || ' ' || coalesce(cast(body ->> 'amount' as bigint), 0) as offender,
            case when body ->> 'kind' = kind
                and (kind not in ('charged', 'paid', 'refunded')
                    or (cast(body ->> 'balance' as bigint) = balance and cast(body ->> 'amount' as bigint) = abs(amount)))
                and (kind = 'charged'
                    or reference = coalesce(body ->> 'reservationId', body -> 'reservation' ->> 'reservationId'))
                and (kind not in ('paid', 'refunded')
                    or (body ->> 'paymentId') = 'pay_' || substr(reference, 3))
                then 'holds' else 'broken' end as verdict
        from event
        """;

    public const string KeyIsUsedOnce = """
        select user_id || '/' || seq || ': key ' || idem_key as offender,
            case when used_count = 1 then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, idem_key, count(*) over (partition by user_id, idem_key) as used_count
            from user_journal where idem_key is not null) as j
        """;

    // Expiry is time's doing, and a release may be repeated as it is: neither has a key.
    public const string KeyIsWhereAClientAsked = """
        select user_id || '/' || seq || ': ' || kind || ', key ' || coalesce(idem_key, 'none') as offender,
            case when
                case when kind in ('expired', 'released') then idem_key is null and fingerprint is null
                    else idem_key is not null and fingerprint is not null end
                then 'holds' else 'broken' end as verdict
        from user_journal
        """;

    public const string SnapshotIsAsItsJournal = """
        select s.user_id || '/' || s.seq || ': ' || s.balance || ', its journal says '
                || coalesce(cast(j.balance as text), 'nothing') as offender,
            case when j.balance = s.balance then 'holds' else 'broken' end as verdict
        from snapshot as s
        left join user_journal as j on j.user_id = s.user_id and j.seq = s.seq
        """;

    public const string SnapshotHasTheStatuses = """
        select user_id || ' ' || reservation_id || ': ' || coalesce(max(said), 'nothing') || ', its journal says '
                || coalesce(max(fate), 'nothing') as offender,
            case when max(said) = max(fate) and count(*) = 2 then 'holds' else 'broken' end as verdict
        from (
            select user_id, reservation_id, status as said, null as fate from snapshot_reservation
            union all
            select user_id, reference, null, case kind when 'reserved' then 'Held' when 'paid' then 'Paid'
                when 'expired' then 'Expired' when 'released' then 'Released' when 'refunded' then 'Refunded' end
            from (
                select j.user_id, j.reference, j.kind,
                    row_number() over (partition by j.user_id, j.reference order by j.seq desc) as newness
                from snapshot as s
                join user_journal as j on j.user_id = s.user_id and j.seq <= s.seq
                where j.reference is not null) as rows_up_to_it
            where newness = 1) as told
        group by user_id, reservation_id
        """;

    // 16 bytes a key, in base64. One that is missing is a command that might be done again.
    public const string SnapshotKnowsTheKeys = """
        select s.user_id || '/' || s.seq || ': ' || (length(rtrim(s.keys, '=')) * 3 / 4 / 16) || ' keys, its journal has '
                || coalesce(used.key_count, 0) as offender,
            case when length(rtrim(s.keys, '=')) * 3 / 4 = 16 * coalesce(used.key_count, 0) then 'holds' else 'broken' end as verdict
        from snapshot as s
        left join (
            select s.user_id, count(*) as key_count
            from snapshot as s
            join user_journal as j on j.user_id = s.user_id and j.seq <= s.seq
            where j.idem_key is not null
            group by s.user_id) as used on used.user_id = s.user_id
        """;
}
