namespace Concert.Bench.Baselines;

/// <summary>Seats in one statement and one round trip: slot, limits, hold, reservation and journal row.</summary>
internal sealed class SingleStatementSales(NpgsqlDataSource database)
{
    private const string Hold = """
        with slot as (
            select 1 from queue_token t join performance p on p.concert_id = t.concert_id and p.performance_id = $3
            where t.token = $1 and t.user_id = $2 and t.active_until > now() and not t.ended
                and p.sales_open_at <= now() and now() < p.starts_at),
        mine as (
            select coalesce(sum(cardinality(seat_ids)), 0) as n from reservation
            where user_id = $2 and performance_id = $3 and (status = 'paid' or (status = 'held' and held_until > now()))),
        held as (
            update seat set status = 'held', reservation_id = $5, held_until = now() + $6
            where performance_id = $3 and seat_id = any($4)
                and (status = 'available' or (status = 'held' and held_until <= now()))
                and exists (select from slot) and (select n from mine) + cardinality($4) <= 4
            returning seat_id, section, row_number, number, price),
        made as (
            insert into reservation(reservation_id, user_id, performance_id, seat_ids, amount, status, queue_token, held_until)
            select $5, $2, $3, $4, sum(price), 'held', $1, now() + $6 from held having count(*) = cardinality($4)
            returning amount),
        noted as (
            insert into journal(user_id, kind, amount, reference, idem_key, fingerprint)
            select $2, 'reserve', amount, $5, $7, $8 from made)
        select seat_id, section, row_number, number, price, now() from held
        """;

    private const string ReadRefusal = """
        select t.active_until > now() and not t.ended, p.sales_open_at <= now() and now() < p.starts_at,
            (select coalesce(sum(cardinality(seat_ids)), 0) from reservation
                where user_id = $2 and performance_id = $3 and (status = 'paid' or (status = 'held' and held_until > now()))),
            (select count(*) from journal where user_id = $2 and idem_key = $4)
        from queue_token t join performance p on p.concert_id = t.concert_id and p.performance_id = $3
        where t.token = $1 and t.user_id = $2
        """;

    public async Task<BaselineResult<ReserveReply>> ReserveAsync(ReserveCommand command)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            // One seat needs no transaction. Of several seats only some may be free; then the transaction is rolled back.
            await using var transaction = command.SeatIds.Length > 1 ? await connection.BeginTransactionAsync() : null;
            var (seats, now) = await HoldAsync(connection, command);
            if (seats.Count == command.SeatIds.Length)
            {
                if (transaction is not null) await transaction.CommitAsync();
                return Reservations.ReplyOf(command, seats, now);
            }
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return await Reservations.ReadAsync(database, command);
        }

        return await RefusalOfAsync(command);
    }

    private static async Task<(List<SeatReply> Seats, DateTime Now)> HoldAsync(NpgsqlConnection connection, ReserveCommand command)
    {
        await using var hold = connection.CreateBatch().Add(
            Hold, command.Token, command.User, command.PerformanceId, command.SeatIds, command.ReservationId,
            Reservations.HoldDuration, command.Key, command.Fingerprint);
        await using var reader = await hold.ExecuteReaderAsync();
        var (seats, now) = (new List<SeatReply>(), default(DateTime));
        while (await reader.ReadAsync())
        {
            seats.Add(Reservations.SeatAt(reader, 0));
            now = reader.GetDateTime(5);
        }

        return (seats, now);
    }

    private async Task<BaselineResult<ReserveReply>> RefusalOfAsync(ReserveCommand command)
    {
        await using var why = database.Command(ReadRefusal, command.Token, command.User, command.PerformanceId, command.Key);
        await using (var reader = await why.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync()) return BaselineResult<ReserveReply>.Refused(401, "queue_token_invalid");
            if (reader.GetInt64(3) == 0)
            {
                if (await reader.IsDBNullAsync(0) || !reader.GetBoolean(0)) return BaselineResult<ReserveReply>.Refused(403, "queue_token_not_active");
                if (!reader.GetBoolean(1)) return BaselineResult<ReserveReply>.Refused(409, "sales_closed");
                return reader.GetInt64(2) + command.SeatIds.Length > Reservations.MaxSeats
                    ? BaselineResult<ReserveReply>.Refused(409, "seat_limit_exceeded")
                    : BaselineResult<ReserveReply>.Refused(409, "seat_taken");
            }
        }

        return await Reservations.ReadAsync(database, command);
    }
}
