namespace Concert.Seats;

/// <summary>
/// Decides which reservation gets a seat. There is no clock here: an overdue hold still holds the seat until its user's grain has
/// decided. A step that changes nothing returns the same state.
/// </summary>
public static class SeatRules
{
    private const char Separator = ' ';

    public static Outcome<SeatState> Hold(SeatState state, SeatId seat, SeatHold hold)
    {
        if (state.Status is SeatStatus.Sold || (state.Status is SeatStatus.Held && state.ReservationId != hold.ReservationId))
            return new Refusal.SeatTaken([seat], []);
        return new SeatState(SeatStatus.Held, hold.ReservationId, hold.UserId, With(state.Attempts, hold.Attempt), hold.Until);
    }

    /// <summary>
    /// Withdraws one attempt; the seat is free once no attempt of the reservation holds it. Two activations of a user may hold the
    /// seat at the same time, in any order: the one that is refused must not free the seat of the other one, whose reservation
    /// may succeed.
    /// </summary>
    public static SeatState Withdraw(SeatState state, ReservationId reservation, string attempt)
    {
        if (state.Status is not SeatStatus.Held || state.ReservationId != reservation || !Has(state.Attempts, attempt)) return state;
        var others = Without(state.Attempts, attempt);
        return others.Length == 0 ? SeatState.Available : state with { Attempts = others };
    }

    /// <summary>The reservation has ended: it neither holds nor owns the seat.</summary>
    public static SeatState Free(SeatState state, ReservationId reservation) =>
        state.ReservationId == reservation ? SeatState.Available : state;

    /// <summary>
    /// The reservation is paid. No other reservation can have the seat, because a seat changes its reservation only after that
    /// reservation has ended.
    /// </summary>
    public static SeatState Sell(SeatState state, SeatSale sale)
    {
        Invariant.Holds(
            state.ReservationId is null || state.ReservationId == sale.ReservationId,
            $"Paid by {sale.ReservationId}, {state.Status} by {state.ReservationId}.");
        return new(SeatStatus.Sold, sale.ReservationId, sale.UserId, null, null);
    }

    private static string With(string? attempts, string attempt) =>
        attempts is null ? attempt : Has(attempts, attempt) ? attempts : attempts + Separator + attempt;

    private static bool Has(string? attempts, string attempt) => attempts is not null && attempts.Split(Separator).Contains(attempt);

    private static string Without(string? attempts, string attempt) =>
        string.Join(Separator, attempts!.Split(Separator).Where(other => other != attempt));
}
