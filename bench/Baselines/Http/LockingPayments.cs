namespace Concert.Bench.Baselines;

/// <summary>Paying with <c>SELECT … FOR UPDATE</c>: wallet, then reservation, in one transaction of three round trips.</summary>
internal sealed class LockingPayments(NpgsqlDataSource database)
{
    private const string LockReservation = """
        select performance_id, seat_ids, amount, status, held_until > now(), queue_token, now()
        from reservation where reservation_id = $1 and user_id = $2 for update
        """;

    private const string SetPaid = "update reservation set status = 'paid', paid_at = now() where reservation_id = $1";

    private const string SellSeats = "update seat set status = 'sold', held_until = null where performance_id = $1 and seat_id = any($2)";

    private const string EndSlot = "update queue_token set ended = true where token = $1";

    public async Task<BaselineResult<PayReply>> PayAsync(string user, string key, string fingerprint, string reservationId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        long balance;
        Held held;
        await using (var look = connection.CreateBatch().Add(LockingWallet.LockWallet, user)
            .Add(BaselineJournalRow.Find, user, key).Add(LockReservation, reservationId, user))
        await using (var reader = await look.ExecuteReaderAsync())
        {
            balance = await reader.ReadAsync() ? reader.GetInt64(0) : 0;
            await reader.NextResultAsync();
            if (await BaselineJournalRow.ReadAsync(reader) is { } done) return Again(done, fingerprint);
            await reader.NextResultAsync();
            if (!await reader.ReadAsync()) return BaselineResult<PayReply>.Refused(404, "reservation_not_found");
            held = new(
                reader.GetString(0), await reader.GetFieldValueAsync<string[]>(1), reader.GetInt64(2), reader.GetString(3),
                reader.GetBoolean(4), reader.GetString(5), reader.GetDateTime(6));
        }

        if (held.Status == "paid") return BaselineResult<PayReply>.Refused(409, "already_paid");
        if (!held.IsLive) return BaselineResult<PayReply>.Refused(409, "reservation_expired");
        if (balance < held.Amount) return BaselineResult<PayReply>.Refused(402, "insufficient_balance");
        balance -= held.Amount;
        await using (var write = connection.CreateBatch()
            .Add(LockingWallet.SetBalance, user, balance)
            .Add(SetPaid, reservationId)
            .Add(SellSeats, held.PerformanceId, held.SeatIds)
            .Add(LockingWallet.AddEntry, user, "pay", -held.Amount, balance, reservationId, key, fingerprint)
            .Add(EndSlot, held.Token))
        {
            await write.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return new PayReply($"pay_{reservationId}", reservationId, held.Amount, BaselineEndpoints.Currency, balance, held.Now);
    }

    private static BaselineResult<PayReply> Again(BaselineJournalRow done, string fingerprint) => done.Fingerprint == fingerprint
        ? new PayReply($"pay_{done.Reference}", done.Reference!, -done.Amount, BaselineEndpoints.Currency, done.Balance, done.At)
        : BaselineResult<PayReply>.Refused(422, "idempotency_key_reused");

    private sealed record Held(
        string PerformanceId, string[] SeatIds, long Amount, string Status, bool IsLive, string Token, DateTime Now);
}
