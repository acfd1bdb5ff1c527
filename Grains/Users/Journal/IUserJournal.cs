using System.Collections.Immutable;
using Concert.Reservations;
using Concert.Storage;

namespace Concert.Users;

/// <summary>
/// The append-only journal of users: rows <c>(user, seq)</c>, seq counted from 1 without a gap. A row is durable once
/// <see cref="AppendAsync"/> has returned. Whether a row is durable is unknown when it threw.
/// </summary>
public interface IUserJournal
{
    /// <summary>
    /// The user's next rows after <paramref name="afterSeq"/>, in order. Reads of many users share a query, so a long journal comes in
    /// pages, with the reads of others between them.
    /// </summary>
    Task<JournalPage> ReadAsync(UserId user, long afterSeq);

    /// <summary>
    /// The user's first rows, as many as a user without a snapshot has. An activation reads them together with the snapshot, which few
    /// users have: then one query answers both.
    /// </summary>
    Task<JournalPage> ReadFirstAsync(UserId user);

    /// <summary>The seq of the user's last row that was committed before the call, or later; 0: the user has no row.</summary>
    Task<long> ReadEndAsync(UserId user);

    /// <summary>The row of the command that used this idempotency key.</summary>
    Task<JournalRow?> FindAsync(UserId user, string key);

    /// <summary>The row of a reservation of this user; null when the user has no such reservation.</summary>
    Task<ReservationRow?> FindReservationAsync(UserId user, ReservationId id);

    /// <summary>
    /// The rows that made a reservation, or changed the seats of one, after <paramref name="afterSeq"/> up to
    /// <paramref name="throughSeq"/>, in order. Tombstones are not among them.
    /// </summary>
    Task<IReadOnlyList<MadeReservation>> ReadMadeAsync(UserId user, long afterSeq, long throughSeq);

    /// <summary>
    /// The given rows, which made reservations or changed their seats, newest first, each with the present status of its reservation.
    /// </summary>
    Task<IReadOnlyList<ReservedRow>> ReadReservationsAsync(UserId user, IReadOnlyCollection<long> seqs);

    /// <summary>The rows that moved money, newest first, below <paramref name="beforeSeq"/>.</summary>
    Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit);

    /// <summary>
    /// Appends consecutive rows of one user, all of them or none, and writes the rows of their reservations in the same transaction. Rows
    /// of one chain are written in the order of these calls.
    /// </summary>
    /// <exception cref="StorageConflictException">
    /// A seq, an idempotency key or a booking number is taken, a reservation that a row would make exists, or the chain is broken.
    /// </exception>
    Task AppendAsync(ImmutableArray<JournalRow> rows, AppendChain chain);
}

/// <param name="Kind">The stored name of the event, one of <see cref="EventKinds"/>.</param>
/// <param name="Amount">The change of the balance, signed; 0 when the balance does not change.</param>
/// <param name="At">To the microsecond, as databases store it; the body has every tick.</param>
/// <param name="Balance">The balance after the row.</param>
/// <param name="Reference">The id of the reservation; null for a charge.</param>
/// <param name="Key">
/// The idempotency key of the command, unique for the user; null when no client sent the command.
/// </param>
/// <param name="Body">The event, as JSON.</param>
/// <param name="Reservation">The reservation after the row; null for a charge, and for rows that were read.</param>
public sealed record JournalRow(
    UserId UserId,
    long Seq,
    string Kind,
    DateTimeOffset At,
    Money Amount,
    Money Balance,
    string? Reference,
    CommandKey? Key,
    string Body,
    ReservationRow? Reservation);

/// <param name="IsLast">No row follows. False: the next page may still be empty.</param>
public sealed record JournalPage(IReadOnlyList<JournalRow> Rows, bool IsLast);

/// <param name="Seq">The row that made the reservation, or changed its seats.</param>
public readonly record struct MadeReservation(long Seq, ReservationId ReservationId, bool IsChange = false);

/// <param name="Row">The row that made the reservation, or changed its seats.</param>
/// <param name="Status">Its status now.</param>
public sealed record ReservedRow(JournalRow Row, ReservationStatus Status);

/// <summary>
/// A reservation as an indexed row beside the journal, of which it is a projection. One query can then compare all seats with the
/// status of their reservations.
/// </summary>
/// <param name="Number">
/// Written once, by the row that makes the reservation, and refused if another reservation has it. Null also for rows that were read.
/// </param>
/// <param name="IsChange">The journal row beside it changes the seats of a reservation that exists.</param>
public sealed record ReservationRow(
    ReservationId ReservationId,
    PerformanceId PerformanceId,
    ReservationStatus Status,
    DateTimeOffset Until,
    ImmutableArray<SeatId> SeatIds,
    Money Amount,
    string? Number = null,
    bool IsChange = false)
{
    /// <summary>
    /// Whether the journal row beside it makes the reservation, or is its tombstone. The database refuses such a row if the reservation
    /// exists: whatever an activation has in memory, nothing is made after a tombstone, and nothing is made twice.
    /// </summary>
    public bool IsNew => !IsChange && (Status is ReservationStatus.Held || SeatIds.IsEmpty);
}
