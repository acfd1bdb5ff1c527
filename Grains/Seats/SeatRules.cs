namespace Concert.Seats;

/// <summary>
/// Who gets a seat. No clock here: a hold that is over still holds until its user's grain says so. A step that changes
/// nothing gives the same state back.
/// </summary>
public static class SeatRules
{
    public static Outcome<SeatState> Hold(SeatState state, SeatId seat, SeatHold hold)
    {
        if (state.Status is SeatStatus.Sold || (state.Status is SeatStatus.Held && state.ReservationId != hold.ReservationId))
            return new Refusal.SeatTaken([seat], []);
        return new SeatState(SeatStatus.Held, hold.ReservationId, hold.UserId, hold.Attempt, hold.Until);
    }

    /// <summary>Takes one try back. A newer try of the same reservation stands.</summary>
    public static SeatState Withdraw(SeatState state, ReservationId reservation, string attempt) =>
        state.Status is SeatStatus.Held && state.ReservationId == reservation && state.Attempt == attempt
            ? SeatState.Available
            : state;

    /// <summary>The reservation is over, whatever the seat was to it.</summary>
    public static SeatState Free(SeatState state, ReservationId reservation) =>
        state.ReservationId == reservation ? SeatState.Available : state;

    /// <summary>
    /// The reservation is paid. That someone else has the seat cannot be: a seat changes hands only through its
    /// reservation's end.
    /// </summary>
    public static SeatState Sell(SeatState state, SeatSale sale)
    {
        Invariant.Holds(
            state.ReservationId is null || state.ReservationId == sale.ReservationId,
            $"Paid by {sale.ReservationId}, {state.Status} by {state.ReservationId}.");
        return new(SeatStatus.Sold, sale.ReservationId, sale.UserId, null, null);
    }
}
