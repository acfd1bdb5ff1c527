using System.Text.Json;
using Npgsql;

namespace Concert.History;

internal sealed record JournalEntry(string User, long Seq, string Kind, long Amount, long Balance, string? Reference, string? Key, string? Id);

internal sealed record ReservationRecord(string ReservationId, string User, string Status, IReadOnlyList<string> Seats);

internal sealed record SeatSnapshotRow(string SeatId, string Status, string? ReservationId, string? User);

/// <summary>A place that was given, as a trigger noted it: the row of one whose user departed may be removed since.</summary>
/// <param name="IsLost">Its row is gone, and its user did not depart.</param>
internal sealed record PlaceRecord(string Concert, long Number, string User, bool IsLost = false);

/// <summary>
/// The content of the database at one moment: all tables are read in one repeatable-read transaction. <see cref="PlaceSteps"/> watches
/// the places.
/// </summary>
internal sealed record DatabaseSnapshot(
    IReadOnlyList<JournalEntry> Journal,
    IReadOnlyList<ReservationRecord> Reservations,
    IReadOnlyList<SeatSnapshotRow> Seats,
    IReadOnlyList<PlaceRecord> Places)
{
    // The names of seats contain their performance, because the seats of all performances have the same ids.
    public static async Task<DatabaseSnapshot> ReadAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        return new(
            await QueryAsync(
                connection,
                """
                select user_id, seq, kind, amount, balance, reference, idem_key,
                    coalesce(body ->> 'refundId', body ->> 'paymentId', body ->> 'transactionId')
                from user_journal order by user_id, seq
                """,
                row => new JournalEntry(
                    row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), Text(row, 5), Text(row, 6), Text(row, 7))),
            await QueryAsync(
                connection,
                "select reservation_id, user_id, status, performance_id, seat_ids::text from reservation",
                row => new ReservationRecord(row.GetString(0), row.GetString(1), row.GetString(2), SeatNames(row.GetString(3), row.GetString(4)))),
            await QueryAsync(
                connection,
                "select performance_id, seat_id, status, reservation_id, user_id from seat",
                row => new SeatSnapshotRow(SeatName(row.GetString(0), row.GetString(1)), row.GetString(2), Text(row, 3), Text(row, 4))),
            await QueryAsync(
                connection,
                """
                select given.concert_id, given.place, given.user_id, queue_place.place is null and not exists (
                    select from watched_step departed
                    where departed.concert_id = given.concert_id and departed.place = given.place and departed.status = 'Departed')
                from watched_step given left join queue_place using (concert_id, place)
                where given.is_new order by given.concert_id, given.place
                """,
                row => new PlaceRecord(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetBoolean(3))));
    }

    private static List<string> SeatNames(string performance, string json) =>
        JsonSerializer.Deserialize<List<string>>(json)!.ConvertAll(seat => SeatName(performance, seat));

    private static string SeatName(string performance, string seat) => $"{performance}/{seat}";

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static async Task<List<T>> QueryAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<T>();
        while (await rows.ReadAsync()) found.Add(read(rows));
        return found;
    }
}
