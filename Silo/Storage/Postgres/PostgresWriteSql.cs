namespace Concert.Storage;

/// <summary>
/// The statements for each kind of change. Each writes many rows, in the order in which they are sent, which is the order of their
/// keys. A row that a guard refuses changes nothing.
/// <para>
/// Most have two texts. The fast path expects no conflict: a row that exists already, or one that is missing, ends the transaction, which
/// needs no answer of ours to commit. After a conflict the whole set is run again with the conflict-safe text, which skips refused rows
/// and returns the others. Returning rows and checking the row before each one costs 6.9 us of processor time a top-up (server and driver)
/// instead of 5.0 (measured, sets of 1,000), and ON CONFLICT costs even more.
/// </para>
/// <para>
/// Each row is found by its key in its own <c>lateral</c> subquery. With a plain join the planner may reverse the join and read the
/// whole table for each row sent. It does so if it plans before a table has grown, and a prepared statement keeps its plan.
/// </para>
/// </summary>
internal static class PostgresWriteSql
{
    public static PostgresText InsertStates { get; } = PostgresText.Of(
        """
        insert into grain_state(service_id, grain_type, grain_key, state, version)
        select $1, r.grain_type, r.grain_key, r.state, 1
        from unnest($2, $3, $4) as r(grain_type, grain_key, state)
        """,
        "on conflict do nothing returning grain_type, grain_key");

    public static PostgresText UpdateStates { get; } = PostgresText.Counted(
        "$2",
        """
        update grain_state as g
        set state = r.state, version = g.version + 1, modified_on = now()
        from unnest($2, $3, $4, $5) as r(grain_type, grain_key, state, version)
        cross join lateral (
            select ctid as at from grain_state
            where service_id = $1 and grain_type = r.grain_type and grain_key = r.grain_key limit 1) as k
        where g.ctid = k.at and g.version = r.version
        """,
        "returning g.grain_type, g.grain_key");

    // A row must directly follow an existing one: a gap in a journal would hide that a row was lost. A row that makes a reservation,
    // or is its tombstone, must find none of that id, and none of its number: on the fast path the insert of the reservation fails.
    public const string RequireJournalRows = """
        select 1 / (count(*) = cardinality($1))::int from unnest($1, $2) as r(user_id, seq)
        cross join lateral (select true from user_journal where user_id = r.user_id and seq = r.seq limit 1) as j
        """;

    private const string InsertRows = """
        insert into user_journal(
            user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body)
        select
            r.user_id, r.seq, r.kind, r.at, r.amount, r.balance, r.reference, r.idem_key, r.fingerprint, r.body
        """;

    public static PostgresText InsertJournalRows { get; } = new(
        $"""
        {InsertRows}
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as r(
            user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body)
        """,
        $"""
        {InsertRows}
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as r(
            user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body, before, made, number)
        left join lateral (
            select true as row_exists from user_journal where user_id = r.user_id and seq = r.before limit 1) as b on true
        left join lateral (
            select true as row_exists from reservation where reservation_id = r.made limit 1) as m on true
        left join lateral (
            select true as row_exists from reservation where number = r.number limit 1) as n on true
        where (r.before is null or b.row_exists) and m.row_exists is null and n.row_exists is null
        on conflict do nothing
        returning user_id, seq
        """);

    private const string ReservationColumns =
        "reservation_id, performance_id, status, until, seat_ids, amount, updated_at, user_id, number";

    private const string ReplaceReservation = """
        on conflict(reservation_id) do update
        set status = excluded.status, until = excluded.until, seat_ids = excluded.seat_ids, amount = excluded.amount,
            updated_at = excluded.updated_at
        """;

    /// <summary>Fast path, reservations that a row of the set makes: one that exists already ends the transaction.</summary>
    public const string InsertReservations = $"""
        insert into reservation({ReservationColumns})
        select {ReservationColumns} from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as r({ReservationColumns})
        """;

    /// <summary>
    /// Fast path: the other reservations of the set. Conflict-safe: all of them, for journal rows that this transaction has written. A
    /// refused journal row must not change the reservation.
    /// </summary>
    public static PostgresText UpsertReservations { get; } = new(
        $"""
        {InsertReservations}
        {ReplaceReservation}
        """,
        $"""
        insert into reservation({ReservationColumns})
        select {ReservationColumns} from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as r({ReservationColumns}, seq)
        cross join lateral (
            select true from user_journal
            where user_id = r.user_id and seq = r.seq and xmin = pg_current_xact_id()::xid limit 1) as j
        {ReplaceReservation}
        """);

    // The place before the first new one must be the highest of its queue. A row that directly follows another is not enough: places
    // that were given later may have departed and been removed, and an activation that does not know them would give them again.
    public static PostgresText InsertPlaces { get; } = PostgresText.Counted(
        "$1",
        """
        insert into queue_place(
            concert_id, place, user_id, status, joined_at, departed_at, admitted_at, active_until, ended_at, claimed_at, passed_over_at,
            missed_at, returned_at, address_tag, call_me)
        select
            r.concert_id, r.place, r.user_id, r.status, r.joined_at, r.departed_at, r.admitted_at, r.active_until, r.ended_at,
            r.claimed_at, r.passed_over_at, r.missed_at, r.returned_at, r.address_tag, r.call_me
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) as r(
            concert_id, place, status, departed_at, admitted_at, active_until, ended_at, claimed_at, passed_over_at, missed_at,
            returned_at, call_me, before, user_id, joined_at, address_tag)
        left join lateral (
            select place from queue_place where concert_id = r.concert_id and place >= r.before order by place desc limit 1) as b
            on true
        where r.before is null or coalesce(b.place, 0) = r.before
        """,
        "on conflict do nothing returning concert_id, place");

    public static PostgresText MovePlaces { get; } = PostgresText.Counted(
        "$1",
        """
        update queue_place as q
        set status = r.status,
            departed_at = coalesce(r.departed_at, q.departed_at),
            admitted_at = coalesce(r.admitted_at, q.admitted_at),
            active_until = coalesce(r.active_until, q.active_until),
            ended_at = coalesce(r.ended_at, q.ended_at),
            claimed_at = coalesce(r.claimed_at, q.claimed_at),
            passed_over_at = coalesce(r.passed_over_at, q.passed_over_at),
            missed_at = coalesce(r.missed_at, q.missed_at),
            returned_at = coalesce(r.returned_at, q.returned_at),
            call_me = coalesce(r.call_me, q.call_me)
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as r(
            concert_id, place, status, departed_at, admitted_at, active_until, ended_at, claimed_at, passed_over_at, missed_at,
            returned_at, call_me, before, second_turn)
        cross join lateral (
            select ctid as at from queue_place where concert_id = r.concert_id and place = r.place limit 1) as k
        where q.ctid = k.at and q.status = r.before and (q.returned_at is not null) = r.second_turn
        """,
        "returning q.concert_id, q.place");
}

/// <param name="FastPath">For the first run, which expects no conflict: one ends the transaction.</param>
/// <param name="ConflictSafe">For the run after a conflict: skips refused rows and returns the others.</param>
internal sealed record PostgresText(string FastPath, string ConflictSafe)
{
    /// <summary>The conflict-safe text is the fast path with <paramref name="ending"/>.</summary>
    public static PostgresText Of(string fastPath, string ending) => new(fastPath, $"{fastPath}\n{ending}");

    /// <summary>A statement that must write every row that was sent: on the fast path a lower number ends the transaction.</summary>
    /// <param name="sent">A parameter with one element for each row.</param>
    /// <param name="statement">An insert or an update, without its end.</param>
    /// <param name="ending">The end of the conflict-safe text.</param>
    public static PostgresText Counted(string sent, string statement, string ending) => new(
        // The division by zero ends the transaction.
        $"""
        with written as (
        {statement}
        returning true)
        select 1 / (count(*) = cardinality({sent}))::int from written
        """,
        $"{statement}\n{ending}");
}
