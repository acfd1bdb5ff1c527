namespace Concert.Tickets;

/// <summary>The right of one person to one seat: what a ticket's code says.</summary>
/// <param name="Version">A refund ends it.</param>
internal sealed record Ticket(PerformanceId PerformanceId, SeatId SeatId, ReservationId ReservationId, int Version)
{
    private const string Prefix = "tk_";
    private const int ReservationPrefixLength = 2;

    /// <summary>Derived from the reservation and the seat, so that the ticket of a seat always has the same id.</summary>
    public string Id => IdOf(ReservationId, SeatId);

    public static string IdOf(ReservationId reservation, SeatId seat) =>
        $"{Prefix}{reservation.Value[ReservationPrefixLength..]}-{seat}";
}
