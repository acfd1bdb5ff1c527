using System.Collections.Immutable;

namespace Concert.Users;

/// <summary>
/// The stored form of a <see cref="UserWalletSnapshot"/>. A snapshot of another format is ignored, because the journal holds
/// everything: raise <see cref="CurrentFormat"/> when the meaning of a field changes.
/// </summary>
public sealed record StoredSnapshot(int Format, long Seq, long Balance, ImmutableArray<StoredReservation> Reservations, byte[] Keys)
{
    public const int CurrentFormat = 1;

    public static StoredSnapshot Of(UserWalletSnapshot snapshot) => new(
        CurrentFormat,
        snapshot.Seq,
        snapshot.Balance.Amount,
        [.. snapshot.Reservations.Select(StoredReservation.Of)],
        snapshot.Keys);

    public UserWalletSnapshot ToSnapshot() =>
        new(Seq, new(Balance), [.. Reservations.Select(reservation => reservation.ToReservation())], Keys);
}
