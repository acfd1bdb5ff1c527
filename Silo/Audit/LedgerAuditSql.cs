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
                    when 'seats_changed' then amount = 0 and reference is not null
                    when 'expired' then amount = 0 and reference is not null
                    when 'released' then amount = 0 and reference is not null
                    when 'checked_in' then amount = 0 and reference is not null
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

    // An expiry is no command, and a release and a check-in need no key because they are idempotent. A charge of a payment's decision is
    // no command either: the payment has the key.
    public const string ClientCommandsHaveKeys = """
        select user_id || '/' || seq || ': ' || kind || ', key ' || coalesce(idem_key, 'none') as offender,
            case when
                case when kind in ('expired', 'released', 'checked_in') or (kind = 'charged' and next_charge_amount is not null)
                    then idem_key is null and fingerprint is null
                    else idem_key is not null and fingerprint is not null end
                then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, kind, idem_key, fingerprint,
                lead(body ->> 'chargeAmount') over (partition by user_id order by seq) as next_charge_amount
            from user_journal) as j
        """;

    // Both rows were one append, and the charge was what the balance lacked. So nothing is left.
    public const string ChargesOfPaymentsPrecedeThem = """
        select user_id || '/' || seq || ': charged ' || charge_amount || ', after ' || coalesce(before_kind, 'nothing') || ' '
                || coalesce(before_amount, 0) as offender,
            case when before_kind = 'charged' and before_amount = charge_amount and before_at = at and balance = 0
                then 'holds' else 'broken' end as verdict
        from (
            select user_id, seq, kind, at, balance, cast(body ->> 'chargeAmount' as bigint) as charge_amount,
                lag(kind) over (partition by user_id order by seq) as before_kind,
                lag(amount) over (partition by user_id order by seq) as before_amount,
                lag(at) over (partition by user_id order by seq) as before_at
            from event) as j
        where kind = 'paid' and charge_amount is not null
        """;

    public const string SnapshotHasBalance = """
        select s.user_id || '/' || s.seq || ': ' || s.balance || ', in its journal: '
                || coalesce(cast(j.balance as text), 'nothing') as offender,
            case when j.balance = s.balance then 'holds' else 'broken' end as verdict
        from snapshot as s
        left join user_journal as j on j.user_id = s.user_id and j.seq = s.seq
        """;

    // An ended reservation may be archived: then only its rows have it.
    public const string SnapshotHasStatuses = """
        select user_id || ' ' || reservation_id || ': ' || coalesce(max(snapshot_status), 'nothing') || ', in its journal: '
                || coalesce(max(journal_status), 'nothing') as offender,
            case when (max(snapshot_status) = max(journal_status) and count(*) = 2)
                or (max(snapshot_status) is null and max(archived_count) > 0
                    and max(journal_status) in ('Expired', 'Released', 'Refunded'))
                then 'holds' else 'broken' end as verdict
        from (
            select user_id, reservation_id, status as snapshot_status, null as journal_status, 0 as archived_count
            from snapshot_reservation
            union all
            select user_id, reference, null, case kind when 'reserved' then 'Held' when 'seats_changed' then 'Held'
                when 'paid' then 'Paid' when 'checked_in' then 'Paid' when 'expired' then 'Expired' when 'released' then 'Released'
                when 'refunded' then 'Refunded' end, archived_count
            from (
                select j.user_id, j.reference, j.kind, s.archived_count,
                    row_number() over (partition by j.user_id, j.reference order by j.seq desc) as newness
                from snapshot as s
                join user_journal as j on j.user_id = s.user_id and j.seq <= s.seq
                where j.reference is not null) as rows_up_to_snapshot
            where newness = 1) as statuses
        group by user_id, reservation_id
        """;

    // A list reads the rows of reservations up to this extent, and finds the others in memory.
    public const string SnapshotKnowsItsArchive = """
        select s.user_id || '/' || s.seq || ': ' || s.archived_count || ' archived through ' || s.archived_through
                || ', it lacks ' || coalesce(lacking.lacking_count, 0) || ' through ' || coalesce(lacking.through_seq, 0) as offender,
            case when s.archived_count = coalesce(lacking.lacking_count, 0)
                and s.archived_through = coalesce(lacking.through_seq, 0)
                then 'holds' else 'broken' end as verdict
        from snapshot as s
        left join (
            select made.user_id, count(*) as lacking_count, max(made.seq) as through_seq
            from (
                select j.user_id, j.reference, min(j.seq) as seq
                from snapshot as s
                join user_journal as j on j.user_id = s.user_id and j.seq <= s.seq
                where j.reference is not null
                group by j.user_id, j.reference) as made
            left join snapshot_reservation as r on r.user_id = made.user_id and r.reservation_id = made.reference
            where r.reservation_id is null
            group by made.user_id) as lacking on lacking.user_id = s.user_id
        """;

    // A key or a tombstone takes 4 bytes, in base64; in the first format a key took 16, and a tombstone none. If one is missing, its
    // command might be executed again. Only a snapshot with more than a million has none of them.
    public const string SnapshotHasNames = """
        select user_id || '/' || seq || ': ' || coalesce(cast(byte_count / name_bytes as text), 'no') || ' names, its journal has '
                || name_count as offender,
            case when byte_count = name_bytes * name_count or (byte_count is null and name_count > 1000000)
                then 'holds' else 'broken' end as verdict
        from (
            select s.user_id, s.seq, length(rtrim(s.names, '=')) * 3 / 4 as byte_count,
                case s.format when 1 then 16 else 4 end as name_bytes, coalesce(used.name_count, 0) as name_count
            from snapshot as s
            left join (
                select user_id, count(*) as name_count
                from (
                    select s.user_id, s.format, j.idem_key, j.kind,
                        lag(j.kind) over (partition by j.user_id, j.reference order by j.seq) as before
                    from snapshot as s
                    join user_journal as j on j.user_id = s.user_id and j.seq <= s.seq) as j
                where idem_key is not null or (format > 1 and kind = 'expired' and before is null)
                group by user_id) as used on used.user_id = s.user_id) as counted
        """;
}
