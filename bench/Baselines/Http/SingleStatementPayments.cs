namespace Concert.Bench.Baselines;

/// <summary>Paying in one statement and one round trip: reservation, wallet, seats, slot and journal row.</summary>
internal sealed class SingleStatementPayments(NpgsqlDataSource database)
{
    // The reservation comes first: of two payments of it, the second waits here and then finds it paid. A balance that is too low
    // violates the wallet's check constraint, which fails the whole statement. So does a key that was used before.
    private const string Pay = """
        with paid as (
            update reservation set status = 'paid', paid_at = now()
            where reservation_id = $2 and user_id = $1 and status = 'held' and held_until > now()
                and exists (select from wallet where user_id = $1)
            returning reservation_id, performance_id, seat_ids, amount, queue_token),
        debited as (
            update wallet w set balance = w.balance - p.amount from paid p where w.user_id = $1
            returning w.balance, p.amount, p.reservation_id),
        sold as (
            update seat s set status = 'sold', held_until = null
            from paid p where s.performance_id = p.performance_id and s.seat_id = any(p.seat_ids)),
        ended as (
            update queue_token t set ended = true from paid p where t.token = p.queue_token)
        insert into journal(user_id, kind, amount, balance, reference, idem_key, fingerprint)
        select $1, 'pay', -amount, balance, reservation_id, $3, $4 from debited
        returning entry_id, amount, balance, reference, fingerprint, at
        """;

    private const string ReadRefusal =
        "select status, held_until > now(), exists (select from wallet where user_id = $2) from reservation where reservation_id = $1 and user_id = $2";

    public async Task<BaselineResult<PayReply>> PayAsync(string user, string key, string fingerprint, string reservationId)
    {
        try
        {
            if (await ReadAsync(database.Command(Pay, user, reservationId, key, fingerprint)) is { } entry) return ReplyOf(entry);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.CheckViolation)
        {
            return BaselineResult<PayReply>.Refused(402, "insufficient_balance");
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The key was used before: the statement did nothing, and the row of the first command decides.
        }

        if (await ReadAsync(database.Command(BaselineJournalRow.Find, user, key)) is { } done)
            return done.Fingerprint == fingerprint ? ReplyOf(done) : BaselineResult<PayReply>.Refused(422, "idempotency_key_reused");
        return await RefusalOfAsync(user, reservationId);
    }

    private async Task<BaselineResult<PayReply>> RefusalOfAsync(string user, string reservationId)
    {
        await using var why = database.Command(ReadRefusal, reservationId, user);
        await using var reader = await why.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return BaselineResult<PayReply>.Refused(404, "reservation_not_found");
        if (reader.GetString(0) == "paid") return BaselineResult<PayReply>.Refused(409, "already_paid");
        return reader.GetBoolean(1) && !reader.GetBoolean(2)
            ? BaselineResult<PayReply>.Refused(402, "insufficient_balance")
            : BaselineResult<PayReply>.Refused(409, "reservation_expired");
    }

    private static PayReply ReplyOf(BaselineJournalRow entry) => new(
        $"pay_{entry.Reference}", entry.Reference!, -entry.Amount, BaselineEndpoints.Currency, entry.Balance, entry.At);

    private static async Task<BaselineJournalRow?> ReadAsync(NpgsqlCommand command)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync())
            return await BaselineJournalRow.ReadAsync(reader);
    }
}
