using System.Diagnostics;

namespace Concert.Seats;

/// <summary>
/// The stored form of <see cref="SeatState"/>: a row of <c>grain_state</c>, whose JSON the seat queries read by these names.
/// CONTRIBUTING.md § To change an event or a state says how it may change.
/// </summary>
/// <param name="Status"><c>Available</c>, <c>Held</c> or <c>Sold</c>.</param>
public sealed record StoredSeat(
    string Status, string? ReservationId = null, string? UserId = null, string? Attempts = null, DateTimeOffset? Until = null)
{
    public static StoredSeat Of(SeatState state) =>
        new(NameOf(state.Status), state.ReservationId?.Value, state.UserId?.Value, state.Attempts, state.Until);

    public SeatState ToState() => new(
        StatusOf(Status),
        ReservationId is null ? null : new ReservationId(ReservationId),
        UserId is null ? null : new UserId(UserId),
        Attempts,
        Until);

    private static string NameOf(SeatStatus status) => status switch
    {
        SeatStatus.Available => "Available",
        SeatStatus.Held => "Held",
        SeatStatus.Sold => "Sold",
        _ => throw new UnreachableException($"No such seat status: {status}."),
    };

    private static SeatStatus StatusOf(string name) => name switch
    {
        "Available" => SeatStatus.Available,
        "Held" => SeatStatus.Held,
        "Sold" => SeatStatus.Sold,
        _ => throw new InvariantException($"A seat is stored with the unknown status '{name}'."),
    };
}
