namespace Concert.Seats;

/// <summary>
/// Who gets a seat. No clock here: a hold that is over still holds until its user's grain says so. A step that changes
/// nothing gives the same state back.
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
    /// Takes one try back; the seat is free once no try of the reservation holds it. Two activations of a user may try at
    /// once, in any order: one that is refused must not take the seats from the other, whose reservation may be made.
    /// </summary>
    public static SeatState Withdraw(SeatState state, ReservationId reservation, string attempt)
    {
        if (state.Status is not SeatStatus.Held || state.ReservationId != reservation || !Has(state.Attempts, attempt)) return state;
        var others = Without(state.Attempts, attempt);
        return others.Length == 0 ? SeatState.Available : state with { Attempts = others };
    }

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

    private static string With(string? attempts, string attempt) =>
        attempts is null ? attempt : Has(attempts, attempt) ? attempts : attempts + Separator + attempt;

    private static bool Has(string? attempts, string attempt) => attempts is not null && attempts.Split(Separator).Contains(attempt);

    private static string Without(string? attempts, string attempt) =>
        string.Join(Separator, attempts!.Split(Separator).Where(other => other != attempt));
}
