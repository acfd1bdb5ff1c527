namespace Concert.Seats;

/// <summary>
/// One seat of one performance: who holds or owns it. It never reads a clock: that a hold is over is decided by its
/// user's grain alone. Key: <see cref="SeatKey"/>. Every step may be repeated without harm.
/// </summary>
[Alias("ISeatGrain")]
public interface ISeatGrain : IGrainWithStringKey
{
    /// <summary>
    /// Holds the seat for a reservation; durable when it returns. Asked again for the same reservation it is granted,
    /// and adds the new attempt and takes its end. Refusals: <c>seat_taken</c>.
    /// </summary>
    [Alias("Hold")]
    Task<Outcome<SeatHold>> Hold(SeatHold hold);

    /// <summary>What the seat is at this moment, durably.</summary>
    [Alias("Read")]
    Task<SeatStatus> Read();

    /// <summary>Takes back one attempt's hold; the seat is free once none of its reservation is left. A sold seat stays as it is.</summary>
    [Alias("Withdraw")]
    Task Withdraw(ReservationId reservationId, string attempt);

    /// <summary>The reservation has ended: frees the seat, held or sold, if it is that reservation's.</summary>
    [Alias("Free")]
    Task Free(ReservationId reservationId);

    /// <summary>The reservation is paid: the seat is its user's.</summary>
    [Alias("Sell")]
    Task Sell(SeatSale sale);
}
