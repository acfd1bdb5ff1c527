using Npgsql;

namespace Concert.Bench.Http.Baseline;

/// <summary>A command for seats, parsed.</summary>
internal sealed record Reserve(string User, string Token, string Key, string Fingerprint, string PerformanceId, string[] SeatIds)
{
    /// <summary>From the user and the key: a command sent again names the same reservation.</summary>
    public string ReservationId { get; } = "r_" + Answers.Fingerprint($"{User} {Key}");
}

/// <summary>What both ways of reserving share: limits, and reading a reservation back.</summary>
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

    /// <summary>What the command answered when it was done before.</summary>
    public static async Task<Answer<ReserveReply>> ReadAsync(NpgsqlDataSource database, Reserve command)
    {
        await using var read = database.Command(Read, command.User, command.Key);
        await using var reader = await read.ExecuteReaderAsync();
        var seats = new List<SeatReply>();
        ReserveReply? reply = null;
        while (await reader.ReadAsync())
        {
            if (reader.GetString(11) != command.Fingerprint) return Answer<ReserveReply>.Refused(422, "idempotency_key_reused");
            seats.Add(SeatAt(reader, 6));
            reply ??= new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), seats, reader.GetInt64(3), Answers.Currency,
                reader.GetDateTime(4), reader.GetDateTime(5));
        }

        return reply is null ? Answer<ReserveReply>.Refused(422, "idempotency_key_reused") : reply;
    }

    public static SeatReply SeatAt(NpgsqlDataReader reader, int column) => new(
        reader.GetString(column), reader.GetString(column + 1), reader.GetInt32(column + 2), reader.GetInt32(column + 3), reader.GetInt64(column + 4));

    public static ReserveReply ReplyOf(Reserve command, IReadOnlyList<SeatReply> seats, DateTime createdAt) => new(
        command.ReservationId, command.PerformanceId, "held", seats, seats.Sum(seat => seat.Price), Answers.Currency,
        createdAt, createdAt + HoldDuration);
}
