using System.Text.Json;
using Concert.Reservations;
using Concert.Seats;
using Dapper;

namespace Concert.Storage;

/// <summary>Seats beside the fates of their reservations, in the embedded database.</summary>
internal sealed class SqliteSeatRows(SqliteDatabase database, string serviceId) : ISeatRows
{
    // The keys of a performance's seats are a range of the primary key: from "performance/" to before "performance0".
    private const string SelectSeats = """
        select g.grain_key as Key, g.version as Version, g.state as State, f.status as Fate
        from grain_state g
        left join reservation_fate f on f.reservation_id = json_extract(g.state, '$.reservationId')
        where g.service_id = @serviceId and g.grain_type = 'seat' and g.grain_key >= @first and g.grain_key < @beyond
          and g.state is not null
        """;

    private const string SelectPaidNotSold = """
        select s.value as SeatId, f.reservation_id as ReservationId, f.user_id as UserId
        from reservation_fate f, json_each(f.seat_ids) s
        left join grain_state g
          on g.service_id = @serviceId and g.grain_type = 'seat' and g.grain_key = f.performance_id || '/' || s.value
        where f.performance_id = @performance and f.status = 'Paid'
          and (g.state is null
               or json_extract(g.state, '$.status') <> 'Sold'
               or json_extract(g.state, '$.reservationId') <> f.reservation_id)
        """;

    private const string SelectHolding = """
        select distinct substr(grain_key, 1, instr(grain_key, '/') - 1)
        from grain_state
        where service_id = @serviceId and grain_type = 'seat' and json_extract(state, '$.status') = 'Held'
        """;

    public Task<PerformanceSeats> ReadAsync(PerformanceId performance) => database.ReadAsync(connection =>
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var seats = connection.Query<SeatRecord>(
            SelectSeats, new { serviceId, first = $"{performance}/", beyond = $"{performance}0" }, snapshot);
        var unsold = connection.Query<UnsoldRecord>(
            SelectPaidNotSold, new { serviceId, performance = performance.Value }, snapshot);
        return new PerformanceSeats(
            [.. seats.Select(record => record.ToRow())],
            [.. unsold.Select(record => record.ToSeat())]);
    });

    public Task<IReadOnlyList<PerformanceId>> FindHoldingAsync() =>
        database.ReadAsync<IReadOnlyList<PerformanceId>>(connection =>
            [.. connection.Query<string>(SelectHolding, new { serviceId }).Select(PerformanceId.From)]);

    private sealed record SeatRecord(string Key, long Version, string State, string? Fate)
    {
        public SeatRow ToRow() => new(
            SeatKey.Parse(Key).Seat,
            Version,
            JsonSerializer.Deserialize(State, GrainStateJson.Default.SeatState)!,
            Fate is null ? null : Enum.Parse<ReservationStatus>(Fate));
    }

    // Not a positional record: of a column that is an expression Dapper does not know the type while there is no row.
    private sealed record UnsoldRecord
    {
        public string SeatId { get; init; } = "";

        public string ReservationId { get; init; } = "";

        public string UserId { get; init; } = "";

        public UnsoldSeat ToSeat() => new(new(SeatId), new(ReservationId), new(UserId));
    }
}
