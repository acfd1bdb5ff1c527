namespace Concert.Bench.Baselines;

/// <summary>
/// Seats with <c>SELECT … FOR UPDATE</c>, in one transaction: independent reads share a round trip, and the writes that depend on
/// them share the next one. The commands of one user wait for the lock on the user's slot, so that limits and keys hold.
/// </summary>
internal sealed class LockingSales(NpgsqlDataSource database)
{
    private const string LockSlot = """
        select t.active_until > now() and not t.ended, p.sales_open_at <= now() and now() < p.starts_at, now()
        from queue_token t join performance p on p.concert_id = t.concert_id and p.performance_id = $3
        where t.token = $1 and t.user_id = $2 for update of t
        """;

    private const string CountSeats = """
        select coalesce(sum(cardinality(seat_ids)), 0) from reservation
        where user_id = $1 and performance_id = $2 and (status = 'paid' or (status = 'held' and held_until > now()))
        """;

    // Locked in the order of their ids, so that two commands for the same seats never deadlock.
    private const string LockSeats = """
        select seat_id, section, row_number, number, price, status = 'available' or (status = 'held' and held_until <= now())
        from seat where performance_id = $1 and seat_id = any($2) order by seat_id for update
        """;

    private const string HoldSeats = """
        update seat set status = 'held', reservation_id = $3, held_until = now() + $4
        where performance_id = $1 and seat_id = any($2)
        """;

    private const string AddReservation = """
        insert into reservation(reservation_id, user_id, performance_id, seat_ids, amount, status, queue_token, held_until)
        values ($1, $2, $3, $4, $5, 'held', $6, now() + $7)
        """;

    private const string AddEntry = """
        insert into journal(user_id, kind, amount, reference, idem_key, fingerprint) values ($1, 'reserve', $2, $3, $4, $5)
        """;

    public async Task<BaselineResult<ReserveReply>> ReserveAsync(ReserveCommand command)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var (refusal, isDone, now) = await ExamineAsync(connection, command);
        if (isDone) await transaction.RollbackAsync();
        if (isDone) return await Reservations.ReadAsync(database, command);
        if (refusal is { } no) return no;
        var (seats, areFree) = await LockAsync(connection, command);
        if (seats.Count < command.SeatIds.Length) return BaselineResult<ReserveReply>.Refused(404, "seat_not_found");
        if (!areFree) return BaselineResult<ReserveReply>.Refused(409, "seat_taken");
        var reply = Reservations.ReplyOf(command, seats, now);
        await using (var write = connection.CreateBatch()
            .Add(HoldSeats, command.PerformanceId, command.SeatIds, command.ReservationId, Reservations.HoldDuration)
            .Add(AddReservation, command.ReservationId, command.User, command.PerformanceId, command.SeatIds, reply.Amount, command.Token, Reservations.HoldDuration)
            .Add(AddEntry, command.User, reply.Amount, command.ReservationId, command.Key, command.Fingerprint))
        {
            await write.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return reply;
    }

    private static async Task<(BaselineResult<ReserveReply>? Refusal, bool IsDone, DateTime Now)> ExamineAsync(
        NpgsqlConnection connection, ReserveCommand command)
    {
        await using var look = connection.CreateBatch()
            .Add(LockSlot, command.Token, command.User, command.PerformanceId)
            .Add(BaselineJournalRow.Find, command.User, command.Key)
            .Add(CountSeats, command.User, command.PerformanceId);
        await using var reader = await look.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return (BaselineResult<ReserveReply>.Refused(401, "queue_token_invalid"), false, default);
        var (isActive, isOpen) = (!await reader.IsDBNullAsync(0) && reader.GetBoolean(0), reader.GetBoolean(1));
        var now = reader.GetDateTime(2);
        await reader.NextResultAsync();
        if (await reader.ReadAsync()) return (null, true, now);
        if (!isActive) return (BaselineResult<ReserveReply>.Refused(403, "queue_token_not_active"), false, now);
        if (!isOpen) return (BaselineResult<ReserveReply>.Refused(409, "sales_closed"), false, now);
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0) + command.SeatIds.Length > Reservations.MaxSeats
            ? (BaselineResult<ReserveReply>.Refused(409, "seat_limit_exceeded"), false, now)
            : (default(BaselineResult<ReserveReply>?), false, now);
    }

    private static async Task<(List<SeatReply> Seats, bool AreFree)> LockAsync(NpgsqlConnection connection, ReserveCommand command)
    {
        await using var look = connection.CreateBatch().Add(LockSeats, command.PerformanceId, command.SeatIds);
        await using var reader = await look.ExecuteReaderAsync();
        var (seats, areFree) = (new List<SeatReply>(), true);
        while (await reader.ReadAsync())
        {
            seats.Add(Reservations.SeatAt(reader, 0));
            areFree &= reader.GetBoolean(5);
        }

        return (seats, areFree);
    }
}
