namespace Concert.Seats;

/// <summary>
/// One seat of one performance, and the reservation that holds or owns it. It never reads a clock: only the user's grain decides
/// that a hold has ended. Key: <see cref="SeatKey"/>. Repeating a step is harmless.
/// </summary>
[Alias("ISeatGrain")]
public interface ISeatGrain : IGrainWithStringKey
{
    /// <summary>
    /// Holds the seat for a reservation; durable when it returns. A second hold of the same reservation is granted: the seat adds the
    /// new attempt and takes its end. Refusals: <c>seat_taken</c>.
    /// </summary>
    [Alias("Hold")]
    Task<Outcome<SeatHold>> Hold(SeatHold hold);

    /// <summary>The durable status of the seat.</summary>
    [Alias("Read")]
    Task<SeatStatus> Read();

    /// <summary>Withdraws one attempt; the seat is free once no attempt of its reservation is left. A sold seat stays sold.</summary>
    [Alias("Withdraw")]
    Task Withdraw(ReservationId reservationId, string attempt);

    /// <summary>The reservation has ended: frees the seat, held or sold, if that reservation has it.</summary>
    [Alias("Free")]
    Task Free(ReservationId reservationId);

    /// <summary>The reservation is paid: the seat is sold to its user.</summary>
    [Alias("Sell")]
    Task Sell(SeatSale sale);
}
