using System.Collections.Immutable;

namespace Concert.Users;

/// <summary>
/// A user's state after a journal row, stored as grain state, so that the next activation reads only the rows after it. It is
/// derived from the journal: without it the journal gives the same state. <see cref="StoredSnapshot"/> is its stored form.
/// </summary>
/// <param name="Reservations">Those of the state; the ended ones in the order in which they ended.</param>
/// <param name="ArchivedHolds">As in the state.</param>
/// <param name="Names">The packed <see cref="UsedNames"/>; null: there were too many.</param>
public sealed record UserWalletSnapshot(
    long Seq, Money Balance, ImmutableArray<Reservation> Reservations, ArchiveExtent Archived, ArchivedHolds ArchivedHolds, byte[]? Names)
{
    /// <summary>There is no snapshot: the whole journal is read.</summary>
    public UserWalletSnapshot()
        : this(0, Money.Zero, [], default, ArchivedHolds.Empty, [])
    {
    }

    public static UserWalletSnapshot Of(UserWalletState state, UsedNames names)
    {
        var open = state.Reservations.Values.Where(reservation => !reservation.IsEnded).OrderBy(reservation => reservation.Seq);
        var ended = state.Ended.Select(id => state.Reservations[id]);
        return new(state.Seq, state.Balance, [.. open, .. ended], state.Archived, state.ArchivedHolds, names.Pack());
    }

    public UserWalletState Restore(UserId user) => new(
        user,
        Seq,
        Balance,
        Reservations.ToImmutableDictionary(reservation => reservation.ReservationId),
        [.. Reservations.Where(reservation => reservation.IsEnded).Select(reservation => reservation.ReservationId)],
        Archived,
        ArchivedHolds);

    public UsedNames RestoreNames() => Names is { } packed ? UsedNames.Unpack(packed) : UsedNames.Dropped();
}
