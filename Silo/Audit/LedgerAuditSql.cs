namespace Concert.Auditing;

/// <summary>Checks of users' journals, and of the snapshots that shorten their replay.</summary>
internal static class LedgerAuditSql
{
    public const string RowsAreNumbered = """
        select user_id || '/' || seq || ': after ' || before as offender,
            case when seq = before + 1 then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, coalesce(lag(seq) over (partition by user_id order by seq), 0) as before from user_journal) as j
        """;

    public const string BalancesAddUp = """
        select user_id || '/' || seq || ': ' || balance || ' after ' || before || ' and ' || amount as offender,
            case when balance = before + amount then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, amount, balance, coalesce(lag(balance) over (partition by user_id order by seq), 0) as before
            from user_journal) as j
        """;

    public const string BalanceIsNotNegative = """
        select user_id || '/' || seq || ': ' || balance as offender,
            case when balance >= 0 then 'holds' else 'broken' end as verdict
        from user_journal
        """;

    // The payment of a free seat has the amount 0.
    public const string AmountFitsKind = """
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

    // The rules read events and SQL reads columns, so both must have the same values. The id of a payment is that of its
    // reservation with another prefix, so a reservation has at most one payment.
    public const string ColumnsAgreeWithEvent = """
        select user_id || '/' || seq || ': ' || kind || ' ' || amount || ', in its event: '
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

    // An expiry is no command, and a release needs no key because it is idempotent.
    public const string ClientCommandsHaveKeys = """
        select user_id || '/' || seq || ': ' || kind || ', key ' || coalesce(idem_key, 'none') as offender,
            case when
                case when kind in ('expired', 'released') then idem_key is null and fingerprint is null
                    else idem_key is not null and fingerprint is not null end
                then 'holds' else 'broken' end as verdict
        from user_journal
        """;

    public const string SnapshotHasBalance = """
        select s.user_id || '/' || s.seq || ': ' || s.balance || ', in its journal: '
                || coalesce(cast(j.balance as text), 'nothing') as offender,
            case when j.balance = s.balance then 'holds' else 'broken' end as verdict
        from snapshot as s
        left join user_journal as j on j.user_id = s.user_id and j.seq = s.seq
        """;

    public const string SnapshotHasStatuses = """
        select user_id || ' ' || reservation_id || ': ' || coalesce(max(snapshot_status), 'nothing') || ', in its journal: '
                || coalesce(max(journal_status), 'nothing') as offender,
            case when max(snapshot_status) = max(journal_status) and count(*) = 2 then 'holds' else 'broken' end as verdict
        from (
            select user_id, reservation_id, status as snapshot_status, null as journal_status from snapshot_reservation
            union all
            select user_id, reference, null, case kind when 'reserved' then 'Held' when 'paid' then 'Paid'
                when 'expired' then 'Expired' when 'released' then 'Released' when 'refunded' then 'Refunded' end
            from (
                select j.user_id, j.reference, j.kind,
                    row_number() over (partition by j.user_id, j.reference order by j.seq desc) as newness
                from snapshot as s
                join user_journal as j on j.user_id = s.user_id and j.seq <= s.seq
                where j.reference is not null) as rows_up_to_snapshot
            where newness = 1) as statuses
        group by user_id, reservation_id
        """;

    // A key takes 16 bytes, in base64. If one is missing, its command might be executed again.
    public const string SnapshotHasKeys = """
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
