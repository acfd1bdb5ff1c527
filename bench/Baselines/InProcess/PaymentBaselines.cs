using System.Globalization;

namespace Concert.Bench.Baselines;

/// <summary>
/// Pays for a held seat: debit, ledger, reservation and seat in one transaction, or in one statement. True: it is paid.
/// </summary>
internal static class PaymentBaselines
{
    public const string CountPaid = """
        select count(*)
        from baseline.reservation as r
        join baseline.seat as s using (seat_key)
        join baseline.wallet as w on w.user_id = r.user_id
        join baseline.ledger as l on l.user_id = r.user_id and l.reference = r.reservation_id
        where r.status = 'Paid' and s.status = 'Sold' and w.balance = 0 and l.amount = -r.amount
        """;

    private const string LockReservation = """
        select r.user_id, r.seat_key, r.amount, w.balance, w.version
        from baseline.reservation as r
        join baseline.wallet as w on w.user_id = r.user_id
        where r.reservation_id = $1 and r.status = 'Held' and r.until > now()
        for update
        """;

    private const string UpdateWallet = "update baseline.wallet set balance = $2, version = $3 where user_id = $1";

    private const string InsertLedger = """
        insert into baseline.ledger(user_id, seq, kind, amount, balance, reference) values ($1, $2, 'paid', $3, $4, $5)
        """;

    private const string UpdateReservation = "update baseline.reservation set status = 'Paid' where reservation_id = $1";

    private const string UpdateSeat = """
        update baseline.seat set status = 'Sold', until = null, version = version + 1 where seat_key = $1
        """;

    // A balance that is too low violates the wallet's check constraint, which fails the whole statement.
    private const string PayAtOnce = """
        with paid as (
            update baseline.reservation set status = 'Paid'
            where reservation_id = $1 and status = 'Held' and until > now()
            returning reservation_id, user_id, seat_key, amount),
        debited as (
            update baseline.wallet as w set balance = w.balance - p.amount, version = w.version + 1
            from paid as p where w.user_id = p.user_id
            returning w.user_id, w.version, w.balance, p.amount, p.reservation_id),
        sold as (
            update baseline.seat as s set status = 'Sold', until = null, version = s.version + 1
            from paid as p where s.seat_key = p.seat_key)
        insert into baseline.ledger(user_id, seq, kind, amount, balance, reference)
        select user_id, version, 'paid', -amount, balance, reservation_id from debited
        """;

    public static IReadOnlyList<(string Name, Func<NpgsqlDataSource, string, Task<bool>> PayAsync)> All { get; } =
    [
        (ContenderNames.ForUpdate, ForUpdateAsync),
        (ContenderNames.SingleStatement, SingleStatementAsync),
    ];

    public static async Task CreateAsync(NpgsqlDataSource sql, int userCount, long price)
    {
        var create = string.Create(CultureInfo.InvariantCulture, $"""
            truncate baseline.reservation, baseline.seat, baseline.wallet, baseline.ledger;
            insert into baseline.wallet(user_id, balance, version)
            select 'u_' || i, {price}, 1 from generate_series(0, {userCount - 1}) as i;
            insert into baseline.seat(seat_key, status, reservation_id, user_id, until, version)
            select 'seat/' || i, 'Held', 'r_' || i, 'u_' || i, now() + interval '6 hours', 2
            from generate_series(0, {userCount - 1}) as i;
            insert into baseline.reservation(reservation_id, user_id, seat_key, status, amount, until)
            select 'r_' || i, 'u_' || i, 'seat/' || i, 'Held', {price}, now() + interval '6 hours'
            from generate_series(0, {userCount - 1}) as i;
            """);
        await sql.ExecuteAsync(create);
        await sql.ExecuteAsync("vacuum (analyze) baseline.reservation, baseline.seat, baseline.wallet, baseline.ledger");
    }

    private static async Task<bool> ForUpdateAsync(NpgsqlDataSource sql, string reservation)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (await LockAsync(connection, reservation) is not { } locked || locked.Balance < locked.Amount) return false;
        var balance = locked.Balance - locked.Amount;
        await using var write = connection.CreateBatch()
            .And(UpdateWallet, command => command.With(locked.User).With(balance).With(locked.Version + 1))
            .And(InsertLedger, command => command
                .With(locked.User).With(locked.Version + 1).With(-locked.Amount).With(balance).With(reservation))
            .And(UpdateReservation, command => command.With(reservation))
            .And(UpdateSeat, command => command.With(locked.SeatKey));
        await write.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return true;
    }

    private static async Task<bool> SingleStatementAsync(NpgsqlDataSource sql, string reservation)
    {
        await using var connection = await sql.OpenConnectionAsync();
        return await connection.Statement(PayAtOnce).With(reservation).ExecuteAsync() == 1;
    }

    private static async Task<Locked?> LockAsync(NpgsqlConnection connection, string reservation)
    {
        await using var command = connection.Statement(LockReservation).With(reservation);
        await using var record = await command.ExecuteReaderAsync();
        if (!await record.ReadAsync()) return null;
        return new(record.GetString(0), record.GetString(1), record.GetInt64(2), record.GetInt64(3), record.GetInt64(4));
    }

    private sealed record Locked(string User, string SeatKey, long Amount, long Balance, long Version);
}
