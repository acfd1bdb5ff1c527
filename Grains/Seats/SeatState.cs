using System.Text.Json.Serialization;

namespace Concert.Seats;

/// <summary>
/// Who holds or owns a seat. Kept as the grain's state row, whose JSON the seat queries read by these names. Replaced
/// whole, never changed in place.
/// </summary>
/// <param name="ReservationId">Whose it is; none when available.</param>
/// <param name="Attempts">
/// Which tries of the reservation hold it, their names separated by spaces; none once sold or available.
/// </param>
/// <param name="Until">The exclusive end of a hold; none once sold or available.</param>
[method: JsonConstructor]
public sealed record SeatState(
    SeatStatus Status,
    ReservationId? ReservationId,
    UserId? UserId,
    string? Attempts,
    DateTimeOffset? Until)
{
    // Orleans makes the state of a seat that has no row yet.
    public SeatState()
        : this(SeatStatus.Available, null, null, null, null)
    {
    }

    public static SeatState Available { get; } = new();
}
