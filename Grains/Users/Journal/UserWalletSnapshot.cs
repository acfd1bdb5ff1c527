using System.Collections.Immutable;

namespace Concert.Users;

/// <summary>
/// A user's state after a journal row, stored as grain state, so that the next activation reads only the rows after it. It is
/// derived from the journal: without it the journal gives the same state. <see cref="StoredSnapshot"/> is its stored form.
/// </summary>
/// <param name="Keys">The packed <see cref="CommandKeys"/>.</param>
public sealed record UserWalletSnapshot(long Seq, Money Balance, ImmutableArray<Reservation> Reservations, byte[] Keys)
{
    /// <summary>There is no snapshot: the whole journal is read.</summary>
    public UserWalletSnapshot()
        : this(0, Money.Zero, [], [])
    {
    }

    public static UserWalletSnapshot Of(UserWalletState state, CommandKeys keys) =>
        new(state.Seq, state.Balance, [.. state.Reservations.Values], keys.Pack());

    public UserWalletState Restore(UserId user) =>
        new(user, Seq, Balance, Reservations.ToImmutableDictionary(reservation => reservation.ReservationId));
}
