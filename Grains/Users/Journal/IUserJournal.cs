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
    /// <summary>The user's rows after <paramref name="afterSeq"/>, in order. Reads of many users share a query.</summary>
    Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq);

    Task<JournalRow?> FindAsync(UserId user, long seq);

    /// <summary>The rows that moved money, newest first, below <paramref name="beforeSeq"/>.</summary>
    Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit);

    /// <summary>
    /// Appends a row and, in the same transaction, writes the row of its reservation. Rows of one chain are written in the order
    /// of these calls.
    /// </summary>
    /// <exception cref="StorageConflictException">The seq or the idempotency key is taken, or the chain is broken.</exception>
    Task AppendAsync(JournalRow row, AppendChain chain);
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

/// <summary>
/// A reservation as an indexed row beside the journal, of which it is a projection. One query can then compare all seats with the
/// status of their reservations.
/// </summary>
public sealed record ReservationRow(
    ReservationId ReservationId,
    PerformanceId PerformanceId,
    ReservationStatus Status,
    DateTimeOffset Until,
    ImmutableArray<SeatId> SeatIds,
    Money Amount);
