namespace Concert.Auditing;

/// <summary>A fault that SQL adds to the sample sale, and the line in which the audit must report it.</summary>
/// <param name="Check">The check that must find the fault.</param>
/// <param name="Sql">A statement; <c>as json</c> stands for the type of the JSON column.</param>
/// <param name="Offender">The beginning of the line under the check.</param>
/// <param name="Postgres">The statement for PostgreSQL, if it differs.</param>
/// <param name="Setting">A setting of the audit, if it differs from the usual one.</param>
internal sealed record Corruption(string Check, string Sql, string Offender, string? Postgres = null, string? Setting = null)
{
    public static IReadOnlyList<Corruption> All { get; } =
    [
        .. OfLedgers(),
        .. OfReservations(),
        .. OfSeats(),
        .. OfQueues(),
        .. OfPresales(),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Count)];

    private static Corruption[] OfLedgers() =>
    [
        new("The rows of a journal are numbered 1, 2, 3 …", "delete from user_journal where user_id = 'mina' and seq = 2", "mina/3: after 1"),
        new("A balance is the balance before it plus the row's amount", "update user_journal set balance = balance + 1 where user_id = 'mina' and seq = 1", "mina/1: 1000001 after 0 and 1000000"),
        new(
            "No balance is negative",
            "pragma ignore_check_constraints = on; update user_journal set balance = -1 where user_id = 'mina' and seq = 2",
            "mina/2: -1",
            Postgres: "alter table user_journal drop constraint user_journal_balance_check; update user_journal set balance = -1 where user_id = 'mina' and seq = 2"),
        new("The amount of a row fits its kind", "update user_journal set amount = 5 where user_id = 'mina' and seq = 2", "mina/2: reserved 5"),
        new("The amount of a row fits its kind", "update user_journal set amount = 1 where kind = 'checked_in'", "mina/4: checked_in 1"),
        new("The amount of a row fits its kind", "update user_journal set kind = 'stolen' where user_id = 'mina' and seq = 1", "mina/1: stolen 1000000"),
        new("The amount of a row fits its kind", "update user_journal set amount = -amount where user_id = 'mina' and kind = 'paid'", "mina/3: paid 300000"),
        new("The columns of a row agree with its event", Swap("user_journal", "body", "1000000", "2000000", "user_id = 'mina' and seq = 1"), "mina/1: charged 1000000, in its event: charged 2000000"),
        new("The columns of a row agree with its event", Swap("user_journal", "body", "pay_", "pay_x", "user_id = 'mina' and kind = 'paid'"), "mina/3: paid -300000"),
        new("The columns of a row agree with its event", "update user_journal set reference = 'r_other' where user_id = 'mina' and seq = 2", "mina/2: reserved 0"),
        new("A user uses an idempotency key once", "drop index user_journal_idem_key; update user_journal set idem_key = 'charge' where user_id = 'mina' and seq = 3", "mina/1: key charge"),
        new("Exactly the commands of clients have an idempotency key", "update user_journal set idem_key = null where user_id = 'mina' and seq = 1", "mina/1: charged, key none"),
        new("Exactly the commands of clients have an idempotency key", "update user_journal set idem_key = 'k', fingerprint = 'f' where kind = 'released'", "carol/3: released, key k"),
        new("Exactly the commands of clients have an idempotency key", "update user_journal set idem_key = 'k', fingerprint = 'f' where kind = 'checked_in'", "mina/4: checked_in, key k"),
        new("Exactly the commands of clients have an idempotency key", "update user_journal set idem_key = 'k', fingerprint = 'f' where user_id = 'juno' and seq = 3", "juno/3: charged, key k"),
        new(
            "Exactly the commands of clients have an idempotency key",
            Swap("user_journal", "body", "chargeAmount", "chargedAmount", "user_id = 'juno' and kind = 'paid'"),
            "juno/3: charged, key none"),
        new("A charge of a payment is directly before it", "update user_journal set amount = 49999 where user_id = 'juno' and seq = 3", "juno/4: charged 50000, after charged 49999"),
        new("A charge of a payment is directly before it", "update user_journal set kind = 'refunded' where user_id = 'juno' and seq = 3", "juno/4: charged 50000, after refunded 50000"),
        new("A charge of a payment is directly before it", "update user_journal set at = '2030-06-01 11:00:00+00:00' where user_id = 'juno' and seq = 3", "juno/4: charged 50000, after charged 50000"),
        new("A charge of a payment is directly before it", "update user_journal set balance = 1 where user_id = 'juno' and seq = 4", "juno/4: charged 50000, after charged 50000"),
        new("The balance of a snapshot is that of its journal", Swap("grain_state", "state", "700000", "700001", "grain_type = 'user-wallet'"), "mina/3: 700001, in its journal: 700000"),
        new("The balance of a snapshot is that of its journal", "delete from user_journal where user_id = 'mina' and seq >= 3", "mina/3: 700000, in its journal: nothing"),
        new(
            "The reservation statuses of a snapshot are those of its journal",
            Swap("grain_state", "state", "Paid", "Held", "grain_type = 'user-wallet'"),
            $"mina {SampleSale.ReservationOf("mina")}: Held, in its journal: Paid"),
        new(
            "The reservation statuses of a snapshot are those of its journal",
            Swap("grain_state", "state", "r_", "r_x", "grain_key = 'mina' and grain_type = 'user-wallet'"),
            $"mina {SampleSale.ReservationOf("mina")}: nothing, in its journal: Paid"),
        new(
            "The reservation statuses of a snapshot are those of its journal",
            "update user_journal set kind = 'paid' where user_id = 'carol' and kind = 'released'",
            $"carol {SampleSale.ReservationOf("carol")}: nothing, in its journal: Paid"),
        new(
            "The reservation statuses of a snapshot are those of its journal",
            Swap("grain_state", "state", "archivedCount", "archivedCounted", "grain_key = 'carol' and grain_type = 'user-wallet'"),
            $"carol {SampleSale.ReservationOf("carol")}: nothing, in its journal: Released"),
        new(
            "A snapshot knows how many reservations it lacks",
            Swap("grain_state", "state", "archivedThrough", "archivedThroughout", "grain_key = 'carol' and grain_type = 'user-wallet'"),
            "carol/36: 2 archived through 0, it lacks 2 through 4"),
        new(
            "A snapshot knows how many reservations it lacks",
            "update user_journal set reference = 'r_other' where user_id = 'carol' and seq = 5",
            "carol/36: 2 archived through 4, it lacks 3 through 5"),
        new("A snapshot has as many used names as its journal", "update user_journal set idem_key = null where user_id = 'mina' and seq = 1", "mina/3: 3 names, its journal has 2"),
        new(
            "A snapshot has as many used names as its journal",
            "update user_journal set kind = 'released' where user_id = 'carol' and seq = 36",
            "carol/36: 35 names, its journal has 34"),
        new(
            "A snapshot has as many used names as its journal",
            Swap("grain_state", "state", "names", "namesakes", "grain_key = 'mina' and grain_type = 'user-wallet'"),
            "mina/3: no names, its journal has 3"),
    ];

    private static Corruption[] OfReservations() =>
    [
        new(
            "The steps of a reservation are in an allowed order",
            "update user_journal set kind = 'refunded' where user_id = 'mina' and kind = 'paid'",
            $"{SampleSale.ReservationOf("mina")}: refunded after reserved (mina/3)"),
        new(
            "The steps of a reservation are in an allowed order",
            "update user_journal set kind = 'released' where user_id = 'alice' and kind = 'reserved'",
            $"{SampleSale.ReservationOf("alice")}: seats_changed after released"),
        new(
            "The steps of a reservation are in an allowed order",
            "update user_journal set kind = 'checked_in' where user_id = 'juno' and kind = 'paid'",
            $"{SampleSale.ReservationOf("juno")}: checked_in after reserved (juno/4)"),
        new(
            "The steps of a reservation are in an allowed order",
            "update user_journal set kind = 'checked_in' where user_id = 'mina' and kind = 'paid'; "
            + "update user_journal set kind = 'refunded' where user_id = 'mina' and seq = 4",
            $"{SampleSale.ReservationOf("mina")}: refunded after checked_in (mina/4)"),
        new("The steps of a reservation are in an allowed order", "update user_journal set kind = 'paid' where user_id = 'bob' and seq = 4", "r_"),
        new(
            "A reservation is only in the journal of its user",
            "update reservation set user_id = 'mallory' where user_id = 'alice'",
            $"{SampleSale.ReservationOf("alice")}: in the journal of alice, its row is of mallory"),
        new(
            "A reservation is only in the journal of its user",
            "delete from reservation where user_id = 'alice'",
            $"{SampleSale.ReservationOf("alice")}: in the journal of alice, its row is of nobody"),
        new(
            "The status of a reservation is its last step in the journal",
            "update reservation set status = 'Released' where user_id = 'alice'",
            $"{SampleSale.ReservationOf("alice")}: Released, in its journal: seats_changed"),
        new("The status of a reservation is its last step in the journal", "delete from user_journal where user_id = 'alice'", $"{SampleSale.ReservationOf("alice")}: Held, in its journal: nothing"),
        new(
            "A reservation has the seats, amount and end of its event",
            "update reservation set amount = 1 where user_id = 'alice'",
            $"{SampleSale.ReservationOf("alice")}: 1 for seats of p1, in its event: 150000 for seats of p1"),
        new("A reservation has the seats, amount and end of its event", "update reservation set seat_ids = '[\"1-2-2\"]' where user_id = 'alice'", SampleSale.ReservationOf("alice")),
        new(
            "A reservation has the seats, amount and end of its event",
            "update reservation set until = (select starts_at from performance where performance_id = 'p1') where user_id = 'alice'",
            SampleSale.ReservationOf("alice")),
        new(
            "A change of seats keeps the end and the place of its reservation",
            Swap("user_journal", "body", "12:03:00", "12:08:00", "user_id = 'alice' and kind = 'seats_changed'"),
            $"{SampleSale.ReservationOf("alice")}: changed by alice/3, until 2030-06-01 12:08:00"),
        new(
            "A change of seats keeps the end and the place of its reservation",
            "delete from user_journal where user_id = 'alice' and kind = 'reserved'",
            $"{SampleSale.ReservationOf("alice")}: changed by alice/3, until 2030-06-01 12:03:00"),
        new(
            "A step is within its time: sales, hold, performance",
            "update user_journal set at = (select starts_at from performance where performance_id = 'p1') where user_id = 'mina' and kind = 'paid'",
            $"{SampleSale.ReservationOf("mina")}: paid at"),
        new(
            "A step is within its time: sales, hold, performance",
            "update user_journal set at = (select sales_open_at from performance where performance_id = 'p1') where user_id = 'bob' and seq = 3",
            $"{SampleSale.ReservationOf("bob")}: expired at"),
        new(
            "A step is within its time: sales, hold, performance",
            "update user_journal set at = (select starts_at from performance where performance_id = 'p1') where user_id = 'mina' and kind = 'paid'",
            $"{SampleSale.ReservationOf("mina")}: paid at"),
        new(
            "A step is within its time: sales, hold, performance",
            "update user_journal set at = (select sales_open_at from performance where performance_id = 'p1') where user_id = 'bob' and seq = 3",
            $"{SampleSale.ReservationOf("bob")}: expired at"),
        new(
            "A step is within its time: sales, hold, performance",
            "update user_journal set at = (select starts_at from performance where performance_id = 'p1') where kind = 'seats_changed'",
            $"{SampleSale.ReservationOf("alice")}: seats_changed at"),
        new(
            "A step is within its time: sales, hold, performance",
            "update user_journal set at = '2029-06-01 11:00:00+00:00' where kind = 'checked_in'",
            $"{SampleSale.ReservationOf("mina")}: checked_in at"),
        new(
            "A ticket of a reservation's seats is used once",
            "insert into user_journal(user_id, seq, kind, at, amount, balance, reference, body) "
            + "select user_id, 6, kind, at, amount, balance, reference, body from user_journal where kind = 'checked_in'",
            $"{SampleSale.ReservationOf("mina")}: seat 1-1-1 checked in 2 times"),
        new(
            "A ticket of a reservation's seats is used once",
            Swap("user_journal", "body", "1-1-1", "1-9-9", "kind = 'checked_in'"),
            $"{SampleSale.ReservationOf("mina")}: seat 1-9-9 checked in 1 times"),
        new("A step is within its time: sales, hold, performance", "update performance set sales_open_at = starts_at", $"{SampleSale.ReservationOf("alice")}: reserved at"),
        new("A step is within its time: sales, hold, performance", "update performance set sales_close_at = sales_open_at", $"{SampleSale.ReservationOf("alice")}: reserved at"),
        new("A step is within its time: sales, hold, performance", "update performance set starts_at = sales_open_at", $"{SampleSale.ReservationOf("juno")}: refunded at"),
        new(
            "A payment or refund is the amount of its reservation",
            "update user_journal set amount = -1 where user_id = 'mina' and kind = 'paid'",
            $"{SampleSale.ReservationOf("mina")}: paid -1 of 300000"),
        new("A payment or refund is the amount of its reservation", "update user_journal set amount = 1 where kind = 'refunded'", $"{SampleSale.ReservationOf("juno")}: refunded 1 of 90000"),
        new("The amount of a reservation is the price of its seats", "update section set price = 1 where ordinal = 0", $"{SampleSale.ReservationOf("alice")}: 150000, its seats cost 1"),
        new("A reservation was made from an admitted place", "update queue_place set user_id = 'mallory' where place = 1", $"{SampleSale.ReservationOf("mina")}: from place 1 of c1"),
        new("A reservation was made from an admitted place", "update queue_place set status = 'Departed' where place = 5", $"{SampleSale.ReservationOf("alice")}: from place 5 of c1"),
        new(
            "No user has more seats than Reservations:MaxSeatsPerUser",
            "update reservation set seat_ids = '[\"1-1-1\",\"1-1-2\",\"1-1-3\",\"1-1-4\",\"1-1-5\"]' where user_id = 'mina'",
            "mina: 5 seats of p1"),
        new(
            "A held reservation expires at its end",
            "update reservation set until = (select sales_open_at from performance where performance_id = 'p1') where user_id = 'alice'",
            $"{SampleSale.ReservationOf("alice")}: open, its end was 2030-06-01 11:00:00"),
    ];

    private static Corruption[] OfSeats() =>
    [
        new("A concert has performances, and a performance has sections", "update section set ordinal = 5 where ordinal = 1", "p1: 2 sections"),
        new("A concert has performances, and a performance has sections", "insert into concert(concert_id, title, artist, venue) values ('c9', 't', 'a', 'v')", "c9: 0 performances"),
        new("A reserved seat exists in its performance", "update reservation set seat_ids = '[\"1-11-1\"]' where user_id = 'alice'", "p1/1-11-1: "),
        new("A reserved seat exists in its performance", "update reservation set seat_ids = '[\"01-1-1\"]' where user_id = 'alice'", "p1/01-1-1: "),
        new("A reserved seat exists in its performance", "update reservation set seat_ids = '[\"A\\\"1\"]' where user_id = 'alice'", "p1/A\"1: "),
        new("A stored seat exists in its performance", Seat("p1/3-1-1", "null"), "p1/3-1-1: Available"),
        new("A stored seat exists in its performance", Seat("p9/1-1-1", "null"), "p9/1-1-1: Available"),
        new("A stored seat exists in its performance", Seat("nowhere", "null"), "nowhere: Available"),
        new(
            "A stored seat has exactly the fields of its status",
            Swap("grain_state", "state", "Held", "Available", "grain_key = 'p1/1-2-1'"),
            $"p1/1-2-1: Available by {SampleSale.ReservationOf("alice")}"),
        new("A stored seat has exactly the fields of its status", Seat("p1/1-9-9", """'{"status":"Sold"}'"""), "p1/1-9-9: Sold by nobody"),
        new("A seat is in at most one live reservation", "update reservation set seat_ids = '[\"1-1-1\"]' where user_id = 'alice'", "p1/1-1-1: r_"),
        new("A paid seat is sold to the user who paid", "delete from grain_state where grain_key = 'p1/1-1-1'", $"p1/1-1-1: paid by {SampleSale.ReservationOf("mina")}, Available by nobody"),
        new("A paid seat is sold to the user who paid", Swap("grain_state", "state", "mina", "mallory", "grain_key = 'p1/1-1-2'"), "p1/1-1-2: paid by"),
        new("A reserved seat is held for its reservation", "delete from grain_state where grain_key = 'p1/1-2-1'", $"p1/1-2-1: reserved by {SampleSale.ReservationOf("alice")}, Available by nobody"),
        new(
            "A sold seat was paid by its owner",
            "update reservation set status = 'Expired' where user_id = 'mina'",
            $"p1/1-1-1: sold to {SampleSale.ReservationOf("mina")} of mina, which is Expired"),
        new("A sold seat was paid by its owner", Seat("p1/1-9-9", """'{"status":"Sold","reservationId":"r_x","userId":"mallory"}'"""), "p1/1-9-9: sold to r_x of mallory, which is missing"),
        new(
            "A held seat has a reservation, or its hold ends soon",
            Swap("grain_state", "state", "alice", "mallory", "grain_key = 'p1/1-2-1'"),
            $"p1/1-2-1: held by {SampleSale.ReservationOf("alice")} of mallory, which is Held"),
    ];

    private static Corruption[] OfQueues() =>
    [
        new("The places of a queue are numbered 1, 2, 3 …", "delete from queue_place where place = 2", "c1/3: after 1, 1 missing, 0 removed"),
        new("The places of a queue are numbered 1, 2, 3 …", Removed("c1", 1, "place in (2, 7)"), "c1/3: after 1, 2 missing, 1 removed"),
        new("The places of a queue are numbered 1, 2, 3 …", Removed("c1", 2, "place in (2, 7)", watermark: 6), "c1/8: after 6, 2 missing, 2 removed"),
        new("The places of a queue are numbered 1, 2, 3 …", Removed("c2", 1, "place = 2"), "c2/3: after 1, 1 missing, 1 removed"),
        new(
            "No user has two open places in a queue",
            "insert into queue_place(concert_id, place, user_id, status, joined_at) values ('c1', 9, 'erin', 'Waiting', '2030-06-01 12:00:00')",
            "c1/8: erin has 2 open places"),
        new("A queue belongs to an existing concert", "update queue_place set concert_id = 'c9' where place = 8", "c9: no such concert"),
        new("No waiting place is before an admitted one", "update queue_place set status = 'Waiting', departed_at = null where place < 6", "c1/1: mina waits, place 6 was admitted"),
        new(
            "The early of a queue are admitted in the order of its draw",
            "update queue_place set status = case when status = 'Waiting' then 'Admitted' else 'Waiting' end where concert_id = 'c2' and place <= 3",
            "c2/"),
        new(
            "The early of a queue are admitted in the order of its draw",
            "update queue_place set status = 'Admitted', admitted_at = joined_at, active_until = joined_at where concert_id = 'c2' and place = 4",
            "c2/"),
        new(
            "The early of a queue are admitted in the order of its draw",
            "update concert set draw_seed = null where concert_id = 'c2'",
            "c2/1: drawn without a seed"),
        new("A place has exactly the times of its status", "update queue_place set departed_at = null where place = 7", "c1/7: Departed without the times of its status, or with others"),
        new("A place has exactly the times of its status", "update queue_place set ended_at = admitted_at where place = 6", "c1/6: Claimed without the times of its status, or with others"),
        new("A place has exactly the times of its status", "update queue_place set admitted_at = null where place = 1", "c1/1: Ended without the times of its status, or with others"),
        new("A place has exactly the times of its status", "update queue_place set missed_at = joined_at where place = 8", "c1/8: Waiting without the times of its status, or with others"),
        new("A place has exactly the times of its status", "update queue_place set returned_at = joined_at where place = 8", "c1/8: Waiting without the times of its status, or with others"),
        new("The stored progress of a queue skips no open place", "update queue_place set status = 'Waiting', passed_over_at = joined_at where place = 4", "c1: progress 4 and 7, 1 skipped"),
        new("The stored progress of a queue skips no open place", "delete from queue_place where place >= 7", "c1: progress 4 and 7, 0 skipped"),
        new("The stored progress of a queue skips no open place", "update queue_place set status = 'Admitted' where place = 4", "c1: progress 4 and 7, 1 skipped"),
        new("No queue has more slots than Queue:MaxActive", "select 1", "c1: 2 slots", Setting: "--Queue:MaxActive=1"),
    ];

    private static Corruption[] OfPresales() =>
    [
        new("The uses of a presale code are numbered 1, 2, 3 …", "delete from presale_use where number = 1", "c1/h1: use 2 after 0"),
        new("A presale code has no more uses than joins", "update presale_code set joins = 1", "c1/h1: 2 uses of 1"),
        new("A presale belongs to an existing concert and has a version", "delete from presale", "c1: no version, or no such concert"),
        new("A presale belongs to an existing concert and has a version", "update presale_use set concert_id = 'c9'", "c9: no version, or no such concert"),
    ];

    public string SqlOn(bool isPostgres) => isPostgres
        ? (Postgres ?? Sql).Replace("as json)", Sql.Contains("user_journal", StringComparison.Ordinal) ? "as json)" : "as jsonb)", StringComparison.Ordinal)
        : Sql.Replace("as json)", "as text)", StringComparison.Ordinal);

    private static string Swap(string table, string column, string old, string @new, string where) =>
        $"update {table} set {column} = cast(replace(cast({column} as text), '{old}', '{@new}') as json) where {where}";

    /// <summary>Places are removed, and counted as removed.</summary>
    internal static string Removed(string concert, int count, string places, long? watermark = null)
    {
        // Jsonb has a space after each colon, and SQLite's text has none.
        var (old, moved) = watermark is null ? ("{", "{") : ("\"watermark\"", $"\"watermark\":{watermark},\"earlier\"");
        return $"delete from queue_place where concert_id = '{concert}' and {places}; "
            + Swap("grain_state", "state", "\"endedThrough\"", $"\"removedCount\":{count},\"endedThrough\"", $"grain_type = 'queue' and grain_key = '{concert}'") + "; "
            + Swap("grain_state", "state", old, moved, $"grain_type = 'queue' and grain_key = '{concert}'");
    }

    private static string Seat(string key, string state) =>
        $"insert into grain_state(service_id, grain_type, grain_key, state, version) values ('concert', 'seat', '{key}', {state}, 1)";
}
