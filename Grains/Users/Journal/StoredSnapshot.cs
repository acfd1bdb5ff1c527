using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Concert.Users;

/// <summary>
/// The stored form of a <see cref="UserWalletSnapshot"/>. A snapshot of an unknown format is ignored, because the journal holds
/// everything: raise <see cref="CurrentFormat"/> when the meaning of a field changes.
/// </summary>
/// <param name="ArchivedCount">With <paramref name="ArchivedThrough"/>, the <see cref="ArchiveExtent"/>.</param>
/// <param name="Names">Null: there were too many to keep them.</param>
/// <param name="Places">Null: no archived reservation is counted.</param>
/// <param name="LetGo">Null: no seat of an archived reservation is in its cooldown.</param>
public sealed record StoredSnapshot(
    int Format,
    long Seq,
    long Balance,
    ImmutableArray<StoredReservation> Reservations,
    long ArchivedCount,
    long ArchivedThrough,
    byte[]? Names = null,
    ImmutableArray<StoredPlaceHolds>? Places = null,
    ImmutableArray<StoredSeatsLetGo>? LetGo = null)
{
    public const int CurrentFormat = 2;

    public static StoredSnapshot Of(UserWalletSnapshot snapshot) => new(
        CurrentFormat,
        snapshot.Seq,
        snapshot.Balance.Amount,
        [.. snapshot.Reservations.Select(StoredReservation.Of)],
        snapshot.Archived.Count,
        snapshot.Archived.ThroughSeq,
        snapshot.Names,
        NullIfEmpty([.. snapshot.ArchivedHolds.Places.Select(StoredPlaceHolds.Of)]),
        NullIfEmpty([.. snapshot.ArchivedHolds.LetGo.Select(StoredSeatsLetGo.Of)]));

    public UserWalletSnapshot ToSnapshot() => new(
        Seq,
        new(Balance),
        [.. Reservations.Select(reservation => reservation.ToReservation())],
        new(ArchivedCount, ArchivedThrough),
        new(
            [.. Places.GetValueOrDefault([]).Select(place => place.ToPlaceHolds())],
            [.. LetGo.GetValueOrDefault([]).Select(seats => seats.ToSeatsLetGo())]),
        Names);

    private static ImmutableArray<T>? NullIfEmpty<T>(ImmutableArray<T> items) => items.IsEmpty ? null : items;
}

/// <summary>The stored form of a <see cref="PlaceHolds"/>.</summary>
public sealed record StoredPlaceHolds(string ConcertId, long Place, int Count)
{
    public static StoredPlaceHolds Of(PlaceHolds holds) => new(holds.Ticket.ConcertId.Value, holds.Ticket.Place, holds.Count);

    public PlaceHolds ToPlaceHolds() => new(new(new(ConcertId), Place), Count);
}

/// <summary>The stored form of <see cref="SeatsLetGo"/>.</summary>
public sealed record StoredSeatsLetGo(string PerformanceId, ImmutableArray<string> SeatIds, DateTimeOffset At)
{
    public static StoredSeatsLetGo Of(SeatsLetGo seats) =>
        new(seats.PerformanceId.Value, [.. seats.SeatIds.Select(seat => seat.Value)], seats.At);

    public SeatsLetGo ToSeatsLetGo() => new(new(PerformanceId), [.. SeatIds.Select(seat => new SeatId(seat))], At);
}

/// <summary>
/// What version 0.1.0 stores: every reservation that the user ever made, and 16 bytes for each key, its 64-bit digest and the number
/// of its row. It is read, and never written.
/// </summary>
public sealed record StoredSnapshotOfFormat1(
    int Format, long Seq, long Balance, ImmutableArray<StoredReservation> Reservations, byte[] Keys)
{
    public const int Number = 1;

    private const int BytesPerKey = 2 * sizeof(long);

    /// <summary>The ended reservations but the last are dropped, as if the journal had been read: their rows remain.</summary>
    public UserWalletSnapshot ToSnapshot()
    {
        ILookup<bool, Reservation> all = Reservations.Select(stored => stored.ToReservation()).ToLookup(reservation => reservation.IsEnded);
        // In which order they ended is not stored. They were made in this one.
        List<Reservation> ended = [.. all[true].OrderBy(reservation => reservation.Seq)];
        var archived = ended[..Math.Max(0, ended.Count - UserWalletState.MaxEnded)];
        return new(
            Seq,
            new(Balance),
            [.. all[false], .. ended[archived.Count..]],
            archived.Aggregate(default(ArchiveExtent), (extent, reservation) => extent.Add(reservation)),
            archived.Aggregate(ArchivedHolds.Empty, (holds, reservation) => holds.Add(reservation)),
            NamesOf(ended).Pack());
    }

    // The first half of a key's digest is its digest today.
    private UsedNames NamesOf(IEnumerable<Reservation> ended)
    {
        Invariant.Holds(Keys.Length % BytesPerKey == 0, $"{Keys.Length} bytes of keys.");
        var names = new UsedNames();
        for (var at = 0; at < Keys.Length; at += BytesPerKey) names.Add(BinaryPrimitives.ReadUInt32LittleEndian(Keys.AsSpan(at)));
        foreach (var tombstone in ended.Where(reservation => reservation.IsTombstone)) names.Add(tombstone.ReservationId.Value);
        return names;
    }
}
