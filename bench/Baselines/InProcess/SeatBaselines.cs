namespace Concert.Bench.Baselines;

/// <summary>A request of a user for a seat.</summary>
internal sealed record SeatWish(string SeatKey, string ReservationId, string UserId, DateTime Until);

/// <summary>Holds a seat with hand-written SQL, in three variants. True: the seat is held for that reservation.</summary>
internal static class SeatBaselines
{
    private const int MaxAttempts = 1_000;

    private const string InsertSeats = """
        insert into baseline.seat(seat_key, status, version)
        select key, 'Available', 1 from unnest($1) as key
        """;

    private const string FreeSeats = """
        update baseline.seat
        set status = 'Available', reservation_id = null, user_id = null, until = null, version = version + 1
        """;

    private const string SelectSeat = "select status, version from baseline.seat where seat_key = $1";

    private const string SelectSeatForUpdate = "select status from baseline.seat where seat_key = $1 for update";

    private const string UpdateLocked = """
        update baseline.seat
        set status = 'Held', reservation_id = $2, user_id = $3, until = $4, version = version + 1
        where seat_key = $1
        """;

    private const string UpdateVersion = UpdateLocked + " and version = $5";

    private const string UpdateAvailable = UpdateLocked + " and status = 'Available'";

    public static IReadOnlyList<(string Name, Func<NpgsqlDataSource, SeatWish, Task<bool>> HoldAsync)> All { get; } =
    [
        (ContenderNames.Optimistic, OptimisticAsync),
        (ContenderNames.ForUpdate, ForUpdateAsync),
        (ContenderNames.SingleStatement, SingleStatementAsync),
    ];

    public static async Task CreateAsync(NpgsqlDataSource sql, string[] seatKeys)
    {
        await sql.ExecuteAsync("truncate baseline.seat");
        await sql.ExecuteAsync(InsertSeats, (object)seatKeys);
        await sql.ExecuteAsync("vacuum (analyze) baseline.seat");
    }

    public static async Task FreeAsync(NpgsqlDataSource sql)
    {
        await sql.ExecuteAsync(FreeSeats);
        await sql.ExecuteAsync("vacuum (analyze) baseline.seat");
    }

    private static async Task<bool> OptimisticAsync(NpgsqlDataSource sql, SeatWish wish)
    {
        await using var connection = await sql.OpenConnectionAsync();
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var (status, version) = await ReadAsync(connection, wish.SeatKey);
            if (status != "Available") return false;
            if (await Hold(connection, UpdateVersion, wish).With(version).ExecuteAsync() == 1) return true;
        }

        throw new InvalidOperationException($"{wish.SeatKey} was not held within {MaxAttempts} attempts.");
    }

    private static async Task<bool> ForUpdateAsync(NpgsqlDataSource sql, SeatWish wish)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var lockSeat = connection.Statement(SelectSeatForUpdate).With(wish.SeatKey);
        var isFree = (string?)await lockSeat.ExecuteScalarAsync() == "Available";
        if (isFree) await Hold(connection, UpdateLocked, wish).ExecuteAsync();
        await transaction.CommitAsync();
        return isFree;
    }

    private static async Task<bool> SingleStatementAsync(NpgsqlDataSource sql, SeatWish wish)
    {
        await using var connection = await sql.OpenConnectionAsync();
        return await Hold(connection, UpdateAvailable, wish).ExecuteAsync() == 1;
    }

    private static async Task<(string Status, int Version)> ReadAsync(NpgsqlConnection connection, string seatKey)
    {
        await using var command = connection.Statement(SelectSeat).With(seatKey);
        await using var record = await command.ExecuteReaderAsync();
        await record.ReadAsync();
        return (record.GetString(0), record.GetInt32(1));
    }

    private static NpgsqlCommand Hold(NpgsqlConnection connection, string sql, SeatWish wish) => connection.Statement(sql)
        .With(wish.SeatKey).With(wish.ReservationId).With(wish.UserId).With(wish.Until);
}
