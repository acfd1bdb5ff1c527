using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>
/// Several seats of one performance, asked in one message. It owns nothing: each seat's own grain decides, and this one lives beside
/// them. Key: the performance's id. Repeating a step is harmless.
/// </summary>
[Alias("ISeatGroupGrain")]
public interface ISeatGroupGrain : IGrainWithStringKey
{
    /// <summary>
    /// Holds all seats or none, one after another in the order given; durable when it returns. Otherwise what was held is withdrawn.
    /// </summary>
    /// <returns>The seats that are not available; none: all are held.</returns>
    [Alias("Hold")]
    Task<ImmutableArray<SeatId>> Hold(ImmutableArray<SeatId> seats, SeatHold hold);

    /// <summary>Withdraws one attempt from each seat (<see cref="ISeatGrain.Withdraw"/>).</summary>
    [Alias("Withdraw")]
    Task Withdraw(ImmutableArray<SeatId> seats, ReservationId reservationId, string attempt);

    /// <summary>The reservation has ended: frees those of the seats that it has.</summary>
    [Alias("Free")]
    Task Free(ImmutableArray<SeatId> seats, ReservationId reservationId);

    /// <summary>The reservation is paid: the seats are sold to its user.</summary>
    [Alias("Sell")]
    Task Sell(ImmutableArray<SeatId> seats, SeatSale sale);
}
