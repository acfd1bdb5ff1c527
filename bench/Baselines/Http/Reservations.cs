namespace Concert.Bench.Baselines;

/// <summary>A parsed reserve command.</summary>
internal sealed record ReserveCommand(string User, string Token, string Key, string Fingerprint, string PerformanceId, string[] SeatIds)
{
    /// <summary>Derived from user and key, so that a retry names the same reservation.</summary>
    public string ReservationId { get; } = "r_" + BaselineEndpoints.Fingerprint($"{User} {Key}");
}

/// <summary>What both variants share: limits, and reading a reservation.</summary>
internal static class Reservations
{
    public const int MaxSeats = 4;

    public static readonly TimeSpan HoldDuration = TimeSpan.FromHours(4);

    private const string Read = """
        select r.reservation_id, r.performance_id, r.status, r.amount, r.created_at, r.held_until,
            s.seat_id, s.section, s.row_number, s.number, s.price, j.fingerprint
        from journal j
        join reservation r on r.reservation_id = j.reference
        join seat s on s.performance_id = r.performance_id and s.seat_id = any(r.seat_ids)
        where j.user_id = $1 and j.idem_key = $2
        """;

    /// <summary>The reply to a command that was executed before with the same key.</summary>
    public static async Task<BaselineResult<ReserveReply>> ReadAsync(NpgsqlDataSource database, ReserveCommand command)
    {
        await using var read = database.Command(Read, command.User, command.Key);
        await using var reader = await read.ExecuteReaderAsync();
        var seats = new List<SeatReply>();
        ReserveReply? reply = null;
        while (await reader.ReadAsync())
        {
            if (reader.GetString(11) != command.Fingerprint) return BaselineResult<ReserveReply>.Refused(422, "idempotency_key_reused");
            seats.Add(SeatAt(reader, 6));
            reply ??= new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), seats, reader.GetInt64(3), BaselineEndpoints.Currency,
                reader.GetDateTime(4), reader.GetDateTime(5));
        }

        return reply is null ? BaselineResult<ReserveReply>.Refused(422, "idempotency_key_reused") : reply;
    }

    public static SeatReply SeatAt(NpgsqlDataReader reader, int column) => new(
        reader.GetString(column), reader.GetString(column + 1), reader.GetInt32(column + 2), reader.GetInt32(column + 3), reader.GetInt64(column + 4));

    public static ReserveReply ReplyOf(ReserveCommand command, IReadOnlyList<SeatReply> seats, DateTime createdAt) => new(
        command.ReservationId, command.PerformanceId, "held", seats, seats.Sum(seat => seat.Price), BaselineEndpoints.Currency,
        createdAt, createdAt + HoldDuration);
}
