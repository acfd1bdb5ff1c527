namespace Concert.Seats;

/// <summary>
/// Which reservation holds or owns a seat. Each step replaces the whole record. <see cref="StoredSeat"/> is its stored form.
/// </summary>
/// <param name="ReservationId">The reservation that has the seat; null when it is available.</param>
/// <param name="Attempts">
/// The attempts of the reservation that hold the seat, separated by spaces; null when it is sold or available.
/// </param>
/// <param name="Until">The exclusive end of a hold; null when the seat is sold or available.</param>
public sealed record SeatState(
    SeatStatus Status,
    ReservationId? ReservationId,
    UserId? UserId,
    string? Attempts,
    DateTimeOffset? Until)
{
    // Orleans creates the state of a seat that has no row yet.
    public SeatState()
        : this(SeatStatus.Available, null, null, null, null)
    {
    }

    public static SeatState Available { get; } = new();
}
