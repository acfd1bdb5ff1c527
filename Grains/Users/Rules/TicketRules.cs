using Concert.Reservations;

namespace Concert.Users;

/// <summary>Decides for how long a user has tickets.</summary>
public static class TicketRules
{
    /// <summary>
    /// A ticket counts for a week after its performance has started: until the evening is over and questions about it are answered.
    /// </summary>
    public static readonly TimeSpan KeptAfterStart = TimeSpan.FromDays(7);

    /// <summary>The number of paid seats whose tickets count at this moment.</summary>
    public static int Count(UserWalletState state, DateTimeOffset now) =>
        Paid(state).Where(reservation => now < EndOf(reservation)).Sum(reservation => reservation.Seats.Length);

    /// <summary>Until when the user has tickets; null: the user has paid for nothing, or has all of it refunded.</summary>
    public static DateTimeOffset? Until(UserWalletState state) => Paid(state).Max(reservation => (DateTimeOffset?)EndOf(reservation));

    private static IEnumerable<Reservation> Paid(UserWalletState state) =>
        state.Reservations.Values.Where(reservation => reservation.Status is ReservationStatus.Paid);

    private static DateTimeOffset EndOf(Reservation reservation) =>
        reservation.StartsAt > DateTimeOffset.MaxValue - KeptAfterStart ? DateTimeOffset.MaxValue : reservation.StartsAt + KeptAfterStart;
}
