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
        // All keys of a performance are between its id with a slash and its id with the character after the slash.
        var parameters = new
        {
            cluster.Value.ServiceId,
            PerformanceId = performance.Value,
            FromKey = $"{performance}/",
            ToKey = $"{performance}0",
        };
        var seats = await connection.ReadRowsAsync(sql.SelectSeats, ReadSeat, parameters);
        var paidNotSold = await connection.ReadRowsAsync(sql.SelectPaidNotSold, ReadMismatch, parameters);
        return new PerformanceSeats([.. seats], [.. paidNotSold]);
    });

    public async Task<IReadOnlyList<PerformanceId>> FindHoldingAsync() =>
        await database.ReadRowsAsync(
            sql.SelectHolding, record => new PerformanceId(record.GetString(0)), new { cluster.Value.ServiceId });

    private SeatRecord ReadSeat(DbDataReader record)
    {
        var state = record.IsDBNull(2)
            ? SeatState.Available
            : serializer.Read<SeatState>(Encoding.UTF8.GetBytes(record.GetString(2)));
        Invariant.Holds(state is not null, record.GetString(0));
        ReservationStatus? status = record.IsDBNull(3) ? null : Enum.Parse<ReservationStatus>(record.GetString(3));
        return new(SeatKey.Parse(record.GetString(0)).Seat, record.GetInt64(1), state!, status);
    }

    private static MismatchedSeat ReadMismatch(DbDataReader record) =>
        new(new(record.GetString(0)), new(record.GetString(1)), new(record.GetString(2)));
}

/// <param name="BeginSnapshot">Begins a transaction in which all queries read the same snapshot.</param>
/// <param name="SelectSeats">Key, version, state and reservation status of the seats between two keys.</param>
/// <param name="SelectPaidNotSold">Seat, reservation and user of each paid seat whose own state is not "sold to this reservation".</param>
/// <param name="SelectHolding">The performances with a seat that is held, or sold to a reservation that is not paid.</param>
internal sealed record SeatRecordsSql(
    Func<DbConnection, DbTransaction> BeginSnapshot, string SelectSeats, string SelectPaidNotSold, string SelectHolding);
