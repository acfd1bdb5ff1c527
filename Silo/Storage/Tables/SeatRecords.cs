using System.Data.Common;
using System.Text;
using Concert.Reservations;
using Concert.Seats;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Concert.Storage;

/// <summary>Seats' rows beside their reservations' fates. Where databases speak of JSON differently, <paramref name="sql"/> does.</summary>
internal sealed class SeatRecords(
    DbDataSource database, SeatRecordsSql sql, GrainStateSerializer serializer, IOptions<ClusterOptions> cluster) : ISeatRecords
{
    public Task<PerformanceSeats> ReadAsync(PerformanceId performance) => OffGrainThread.RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var snapshot = sql.BeginSnapshot(connection);
        var parameters = ParametersOf(performance);
        var seats = await connection.QueryAsync(sql.SelectSeats, ReadSeat, parameters);
        var unsold = await connection.QueryAsync(
            sql.SelectPaidNotSold, ReadUnsold, [.. parameters, ("performance_id", performance.Value)]);
        return new PerformanceSeats([.. seats], [.. unsold]);
    });

    public async Task<IReadOnlyList<PerformanceId>> FindHoldingAsync() =>
        await database.QueryAsync(
            sql.SelectHolding, record => new PerformanceId(record.GetString(0)), ("service_id", cluster.Value.ServiceId));

    // All keys of a performance lie between its id with a slash and its id with the character after the slash.
    private (string Name, object Value)[] ParametersOf(PerformanceId performance) =>
        [("service_id", cluster.Value.ServiceId), ("from_key", $"{performance}/"), ("to_key", $"{performance}0")];

    private SeatRecord ReadSeat(DbDataReader record)
    {
        var state = record.IsDBNull(2)
            ? SeatState.Available
            : serializer.Read<SeatState>(Encoding.UTF8.GetBytes(record.GetString(2)));
        Invariant.Holds(state is not null, record.GetString(0));
        ReservationStatus? fate = record.IsDBNull(3) ? null : Enum.Parse<ReservationStatus>(record.GetString(3));
        return new(SeatKey.Parse(record.GetString(0)).Seat, record.GetInt64(1), state!, fate);
    }

    private static MismatchedSeat ReadUnsold(DbDataReader record) =>
        new(new(record.GetString(0)), new(record.GetString(1)), new(record.GetString(2)));
}

/// <param name="BeginSnapshot">Begins a transaction whose queries all see one moment.</param>
/// <param name="SelectSeats">Key, version, state, fate of the seats between two keys.</param>
/// <param name="SelectPaidNotSold">Seat, reservation, user of paid seats whose own row does not say so.</param>
/// <param name="SelectHolding">Performances with a seat that is held, or sold to a reservation that is not paid.</param>
internal sealed record SeatRecordsSql(
    Func<DbConnection, DbTransaction> BeginSnapshot, string SelectSeats, string SelectPaidNotSold, string SelectHolding);
