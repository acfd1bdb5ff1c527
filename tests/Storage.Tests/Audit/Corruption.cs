namespace Concert.Auditing;

/// <summary>Something broken in the evening behind the service's back, and what the auditor must say of it.</summary>
/// <param name="Check">The check that must find it.</param>
/// <param name="Sql">A statement; <c>as json</c> is the type that the database keeps JSON as.</param>
/// <param name="Offender">How the line under the check begins.</param>
/// <param name="Postgres">The statement where PostgreSQL says it otherwise.</param>
/// <param name="Setting">A setting of the auditor that is not the usual one.</param>
internal sealed record Corruption(string Check, string Sql, string Offender, string? Postgres = null, string? Setting = null)
{
    public static IReadOnlyList<Corruption> All { get; } =
    [
        .. OfLedgers(),
        .. OfReservations(),
        .. OfSeats(),
        .. OfLines(),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Count)];

    private static Corruption[] OfLedgers() =>
    [
        new("A journal counts its rows 1, 2, 3 …", "delete from user_journal where user_id = 'mina' and seq = 2", "mina/3: after 1"),
        new("A balance is the one before it and the row's amount", "update user_journal set balance = balance + 1 where user_id = 'mina' and seq = 1", "mina/1: 1000001 after 0 and 1000000"),
        new(
            "No balance is negative",
            "pragma ignore_check_constraints = on; update user_journal set balance = -1 where user_id = 'mina' and seq = 2",
            "mina/2: -1",
            Postgres: "alter table user_journal drop constraint user_journal_balance_check; update user_journal set balance = -1 where user_id = 'mina' and seq = 2"),
        new("A row moves money as its kind does", "update user_journal set amount = 5 where user_id = 'mina' and seq = 2", "mina/2: reserved 5"),
        new("A row moves money as its kind does", "update user_journal set kind = 'stolen' where user_id = 'mina' and seq = 1", "mina/1: stolen 1000000"),
        new("A row moves money as its kind does", "update user_journal set amount = -amount where user_id = 'mina' and kind = 'paid'", "mina/3: paid 300000"),
        new("A row says what its event says", Swap("user_journal", "body", "1000000", "2000000", "user_id = 'mina' and seq = 1"), "mina/1: charged 1000000, its event says charged 2000000"),
        new("A row says what its event says", Swap("user_journal", "body", "pay_", "pay_x", "user_id = 'mina' and kind = 'paid'"), "mina/3: paid -300000"),
        new("A row says what its event says", "update user_journal set reference = 'r_other' where user_id = 'mina' and seq = 2", "mina/2: reserved 0"),
        new("An idempotency key is used once by its user", "drop index user_journal_idem_key; update user_journal set idem_key = 'charge' where user_id = 'mina' and seq = 3", "mina/1: key charge"),
        new("What a client asked for has a key, and nothing else has", "update user_journal set idem_key = null where user_id = 'mina' and seq = 1", "mina/1: charged, key none"),
        new("What a client asked for has a key, and nothing else has", "update user_journal set idem_key = 'k', fingerprint = 'f' where kind = 'released'", "carol/3: released, key k"),
        new("A snapshot is a balance of its journal", Swap("grain_state", "state", "700000", "700001", "grain_type = 'user-wallet'"), "mina/3: 700001, its journal says 700000"),
        new("A snapshot is a balance of its journal", "delete from user_journal where user_id = 'mina' and seq >= 3", "mina/3: 700000, its journal says nothing"),
        new(
            "A snapshot has the fates that its journal has",
            Swap("grain_state", "state", "Paid", "Held", "grain_type = 'user-wallet'"),
            $"mina {AnEvening.ReservationOf("mina")}: Held, its journal says Paid"),
        new(
            "A snapshot has the fates that its journal has",
            Swap("grain_state", "state", "r_", "r_x", "grain_type = 'user-wallet'"),
            $"mina {AnEvening.ReservationOf("mina")}: nothing, its journal says Paid"),
        new("A snapshot knows the keys that its journal has", "update user_journal set idem_key = null where user_id = 'mina' and seq = 1", "mina/3: 3 keys, its journal has 2"),
    ];

    private static Corruption[] OfReservations() =>
    [
        new(
            "A reservation takes no step but from the one before",
            "update user_journal set kind = 'refunded' where user_id = 'mina' and kind = 'paid'",
            $"{AnEvening.ReservationOf("mina")}: refunded after reserved (mina/3)"),
        new("A reservation takes no step but from the one before", "update user_journal set kind = 'paid' where user_id = 'bob' and seq = 4", "r_"),
        new(
            "A reservation stands in its user's journal alone",
            "update reservation set user_id = 'mallory' where user_id = 'alice'",
            $"{AnEvening.ReservationOf("alice")}: in the journal of alice, its fate is of mallory"),
        new(
            "A reservation stands in its user's journal alone",
            "delete from reservation where user_id = 'alice'",
            $"{AnEvening.ReservationOf("alice")}: in the journal of alice, its fate is of nobody"),
        new(
            "A fate is what the journal says last",
            "update reservation set status = 'Released' where user_id = 'alice'",
            $"{AnEvening.ReservationOf("alice")}: Released, its journal says reserved"),
        new("A fate is what the journal says last", "delete from user_journal where user_id = 'alice'", $"{AnEvening.ReservationOf("alice")}: Held, its journal says nothing"),
        new(
            "A fate has the seats, amount and end that were reserved",
            "update reservation set amount = 1 where user_id = 'alice'",
            $"{AnEvening.ReservationOf("alice")}: 1 for seats of p1, its event says 150000 for seats of p1"),
        new("A fate has the seats, amount and end that were reserved", "update reservation set seat_ids = '[\"1-2-2\"]' where user_id = 'alice'", AnEvening.ReservationOf("alice")),
        new(
            "A fate has the seats, amount and end that were reserved",
            "update reservation set until = (select starts_at from performance) where user_id = 'alice'",
            AnEvening.ReservationOf("alice")),
        new(
            "A step is in its time: sales, hold, start",
            "update user_journal set at = (select starts_at from performance) where user_id = 'mina' and kind = 'paid'",
            $"{AnEvening.ReservationOf("mina")}: paid at"),
        new(
            "A step is in its time: sales, hold, start",
            "update user_journal set at = (select sales_open_at from performance) where user_id = 'bob' and seq = 3",
            $"{AnEvening.ReservationOf("bob")}: expired at"),
        new("A step is in its time: sales, hold, start", "update performance set sales_open_at = starts_at", $"{AnEvening.ReservationOf("alice")}: reserved at"),
        new("A step is in its time: sales, hold, start", "update performance set starts_at = sales_open_at", $"{AnEvening.ReservationOf("juno")}: refunded at"),
        new(
            "A payment takes the amount, a refund gives it back",
            "update user_journal set amount = -1 where user_id = 'mina' and kind = 'paid'",
            $"{AnEvening.ReservationOf("mina")}: paid -1 of 300000"),
        new("A payment takes the amount, a refund gives it back", "update user_journal set amount = 1 where kind = 'refunded'", $"{AnEvening.ReservationOf("juno")}: refunded 1 of 90000"),
        new("An amount is the price of the seats", "update section set price = 1 where ordinal = 0", $"{AnEvening.ReservationOf("alice")}: 150000, its seats cost 1"),
        new("A reservation is from a place that was let in", "update queue_place set user_id = 'mallory' where place = 1", $"{AnEvening.ReservationOf("mina")}: from place 1 of c1"),
        new("A reservation is from a place that was let in", "update queue_place set status = 'Departed' where place = 5", $"{AnEvening.ReservationOf("alice")}: from place 5 of c1"),
        new(
            "Nobody has more seats than Reservations:MaxSeatsPerUser",
            "update reservation set seat_ids = '[\"1-1-1\",\"1-1-2\",\"1-1-3\",\"1-1-4\",\"1-1-5\"]' where user_id = 'mina'",
            "mina: 5 seats of p1"),
        new(
            "An open reservation ends at its end",
            "update reservation set until = (select sales_open_at from performance) where user_id = 'alice'",
            $"{AnEvening.ReservationOf("alice")}: open, its end was 2030-06-01 11:00:00"),
    ];

    private static Corruption[] OfSeats() =>
    [
        new("A concert has performances, a performance sections", "update section set ordinal = 5 where ordinal = 1", "p1: 2 sections"),
        new("A concert has performances, a performance sections", "insert into concert(concert_id, title, artist, venue) values ('c9', 't', 'a', 'v')", "c9: 0 performances"),
        new("A reserved seat is one of its performance", "update reservation set seat_ids = '[\"1-11-1\"]' where user_id = 'alice'", "p1/1-11-1: "),
        new("A reserved seat is one of its performance", "update reservation set seat_ids = '[\"01-1-1\"]' where user_id = 'alice'", "p1/01-1-1: "),
        new("A reserved seat is one of its performance", "update reservation set seat_ids = '[\"A\\\"1\"]' where user_id = 'alice'", "p1/A\"1: "),
        new("A seat's row is of a seat of its performance", Seat("p1/3-1-1", "null"), "p1/3-1-1: Available"),
        new("A seat's row is of a seat of its performance", Seat("p9/1-1-1", "null"), "p9/1-1-1: Available"),
        new("A seat's row is of a seat of its performance", Seat("nowhere", "null"), "nowhere: Available"),
        new("A seat's row says whose it is, or nothing", Swap("grain_state", "state", "Held", "Available", "grain_key = 'p1/1-2-1'"), $"p1/1-2-1: Available by {AnEvening.ReservationOf("alice")}"),
        new("A seat's row says whose it is, or nothing", Seat("p1/1-9-9", """'{"status":"Sold"}'"""), "p1/1-9-9: Sold by nobody"),
        new("A seat is in one live reservation", "update reservation set seat_ids = '[\"1-1-1\"]' where user_id = 'alice'", "p1/1-1-1: r_"),
        new("A paid seat is sold to who paid", "delete from grain_state where grain_key = 'p1/1-1-1'", $"p1/1-1-1: paid by {AnEvening.ReservationOf("mina")}, Available by nobody"),
        new("A paid seat is sold to who paid", Swap("grain_state", "state", "mina", "mallory", "grain_key = 'p1/1-1-2'"), "p1/1-1-2: paid by"),
        new("A reserved seat is held for its reservation", "delete from grain_state where grain_key = 'p1/1-2-1'", $"p1/1-2-1: reserved by {AnEvening.ReservationOf("alice")}, Available by nobody"),
        new(
            "A sold seat was paid by whom it is sold to",
            "update reservation set status = 'Expired' where user_id = 'mina'",
            $"p1/1-1-1: sold to {AnEvening.ReservationOf("mina")} of mina, which is Expired"),
        new("A sold seat was paid by whom it is sold to", Seat("p1/1-9-9", """'{"status":"Sold","reservationId":"r_x","userId":"mallory"}'"""), "p1/1-9-9: sold to r_x of mallory, which is not there"),
        new(
            "A held seat has a reservation, or soon an end",
            Swap("grain_state", "state", "alice", "mallory", "grain_key = 'p1/1-2-1'"),
            $"p1/1-2-1: held by {AnEvening.ReservationOf("alice")} of mallory, which is Held"),
    ];

    private static Corruption[] OfLines() =>
    [
        new("A line counts its places 1, 2, 3 …", "delete from queue_place where place = 2", "c1/3: after 1"),
        new(
            "Nobody stands twice in a line",
            "insert into queue_place(concert_id, place, user_id, status, joined_at) values ('c1', 9, 'erin', 'Waiting', '2030-06-01 12:00:00')",
            "c1/8: erin has 2 open places"),
        new("A line is of a concert that exists", "update queue_place set concert_id = 'c9' where place = 8", "c9: no such concert"),
        new("Nobody waits who came before one who was let in", "update queue_place set status = 'Waiting', departed_at = null where place < 6", "c1/1: mina waits, place 6 was let in"),
        new("A place has the times of what became of it", "update queue_place set departed_at = null where place = 7", "c1/7: Departed without its times, or with another's"),
        new("A place has the times of what became of it", "update queue_place set ended_at = admitted_at where place = 6", "c1/6: Claimed without its times, or with another's"),
        new("A place has the times of what became of it", "update queue_place set admitted_at = null where place = 1", "c1/1: Ended without its times, or with another's"),
        new("What is kept of a line leaves nobody out", "delete from queue_place where place >= 7", "c1: kept 4 and 7, 0 left out"),
        new("What is kept of a line leaves nobody out", "update queue_place set status = 'Admitted' where place = 4", "c1: kept 4 and 7, 1 left out"),
        new("No line has more slots than Queue:MaxActive", "select 1", "c1: 2 slots", Setting: "--Queue:MaxActive=1"),
    ];

    public string SqlOn(bool isPostgres) => isPostgres
        ? (Postgres ?? Sql).Replace("as json)", Sql.Contains("user_journal", StringComparison.Ordinal) ? "as json)" : "as jsonb)", StringComparison.Ordinal)
        : Sql.Replace("as json)", "as text)", StringComparison.Ordinal);

    private static string Swap(string table, string column, string old, string @new, string where) =>
        $"update {table} set {column} = cast(replace(cast({column} as text), '{old}', '{@new}') as json) where {where}";

    private static string Seat(string key, string state) =>
        $"insert into grain_state(service_id, grain_type, grain_key, state, version) values ('concert', 'seat', '{key}', {state}, 1)";
}
