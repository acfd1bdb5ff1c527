using System.Collections.Immutable;
using Concert.Reservations;
using Concert.Storage;

namespace Concert.Users;

/// <summary>
/// The append-only journal of users: rows <c>(user, seq)</c>, seq counted from 1 without a gap. What it returned from
/// <see cref="AppendAsync"/> is durable; what it threw from is unknown.
/// </summary>
public interface IUserJournal
{
    /// <summary>The user's rows after <paramref name="afterSeq"/>, in order. Reads of many users share a query.</summary>
    Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq);

    Task<JournalRow?> FindAsync(UserId user, long seq);

    /// <summary>The rows that moved money, newest first, below <paramref name="beforeSeq"/>.</summary>
    Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit);

    /// <summary>
    /// Appends a row and, in the same transaction, sets its reservation's fate. Rows of one chain are written in the order
    /// they were handed in.
    /// </summary>
    /// <exception cref="StorageConflictException">That seq, or that user's idempotency key, is taken, or the chain is broken.</exception>
    Task AppendAsync(JournalRow row, AppendChain chain);
}

/// <param name="Kind">The event's name: <c>charged</c>, <c>reserved</c>, <c>paid</c>, <c>expired</c>, <c>released</c> …</param>
/// <param name="Amount">How the balance moved, signed; 0 where it did not.</param>
/// <param name="At">To the microsecond, as databases keep it; the body has every tick.</param>
/// <param name="Balance">The balance after the row.</param>
/// <param name="Reference">The reservation's id; none for a charge.</param>
/// <param name="Key">The command's idempotency key; none for what no client asked for. Unique for the user, for good.</param>
/// <param name="Body">The event, as JSON.</param>
/// <param name="Fate">What the row makes of its reservation; none for a charge.</param>
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
    ReservationRow? Fate);

/// <summary>
/// A reservation's fate as an indexed row beside the journal, so that one query can compare all seats with what their
/// reservations came to. Rows read back from the journal do not carry it.
/// </summary>
public sealed record ReservationRow(
    ReservationId ReservationId,
    PerformanceId PerformanceId,
    ReservationStatus Status,
    DateTimeOffset Until,
    ImmutableArray<SeatId> SeatIds,
    Money Amount);
