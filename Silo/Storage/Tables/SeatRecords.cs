using System.Data.Common;
using System.Text;
using Concert.Reservations;
using Concert.Seats;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Concert.Storage;

/// <summary>Reads the stored states of seats together with the status of their reservations.</summary>
/// <param name="database">The database.</param>
/// <param name="sql">The queries, which differ between databases because they read JSON.</param>
/// <param name="serializer">Reads the states.</param>
/// <param name="cluster">The service id is part of the key of each state.</param>
internal sealed class SeatRecords(
    DbDataSource database, SeatRecordsSql sql, GrainStateSerializer serializer, IOptions<ClusterOptions> cluster) : ISeatRecords
{
    public Task<PerformanceSeats> ReadAsync(PerformanceId performance) => OffGrainThread.RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var snapshot = sql.BeginSnapshot(connection);
        var (fromKey, toKey) = KeysOf(performance);
        var parameters = new { cluster.Value.ServiceId, PerformanceId = performance.Value, FromKey = fromKey, ToKey = toKey };
        var seats = await connection.ReadRowsAsync(sql.SelectSeats, ReadSeat, parameters);
        var paidNotSold = await connection.ReadRowsAsync(sql.SelectPaidNotSold, ReadMismatch, parameters);
        return new PerformanceSeats([.. seats], [.. paidNotSold]);
    });

    /// <summary>All keys of a performance are between its id with a slash and its id with the character after the slash.</summary>
    internal static (string From, string To) KeysOf(PerformanceId performance) => ($"{performance}/", $"{performance}0");

    private SeatRecord ReadSeat(DbDataReader record)
    {
        var state = record.IsDBNull(2)
            ? SeatState.Available
            : serializer.Read<SeatState>(Encoding.UTF8.GetBytes(record.GetString(2)));
        Invariant.Holds(state is not null, record.GetString(0));
        ReservationStatus? status = record.IsDBNull(3) ? null : Enum.Parse<ReservationStatus>(record.GetString(3));
        var isLeftBehind = state!.Status is SeatStatus.Held && record.GetBoolean(4);
        return new(SeatKey.Parse(record.GetString(0)).Seat, record.GetInt64(1), state, status, isLeftBehind);
    }

    private static MismatchedSeat ReadMismatch(DbDataReader record) =>
        new(new(record.GetString(0)), new(record.GetString(1)), new(record.GetString(2)));
}

/// <param name="BeginSnapshot">Begins a transaction in which all queries read the same snapshot.</param>
/// <param name="SelectSeats">
/// Key, version, state and reservation status of the seats between two keys, and whether the reservation is held without the seat.
/// </param>
/// <param name="SelectPaidNotSold">Seat, reservation and user of each paid seat whose own state is not "sold to this reservation".</param>
internal sealed record SeatRecordsSql(
    Func<DbConnection, DbTransaction> BeginSnapshot, string SelectSeats, string SelectPaidNotSold);
