using System.Collections.Immutable;

namespace Concert.Users;

/// <summary>
/// A user's state as of a journal row, kept as grain state, so that a long journal need not be read again whole. It is
/// a shortcut and never the truth: without it the journal says the same.
/// </summary>
/// <param name="Keys">The packed <see cref="CommandKeys"/>.</param>
[method: System.Text.Json.Serialization.JsonConstructor]
public sealed record UserWalletSnapshot(long Seq, Money Balance, ImmutableArray<Reservation> Reservations, byte[] Keys)
{
    /// <summary>No snapshot has been made yet.</summary>
    public UserWalletSnapshot()
        : this(0, Money.Zero, [], [])
    {
    }

    public static UserWalletSnapshot Of(UserWalletState state, CommandKeys keys) =>
        new(state.Seq, state.Balance, [.. state.Reservations.Values], keys.Pack());

    public UserWalletState Restore(UserId user) =>
        new(user, Seq, Balance, Reservations.ToImmutableDictionary(reservation => reservation.ReservationId));
}
