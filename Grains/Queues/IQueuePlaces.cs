using Concert.Storage;

namespace Concert.Queues;

/// <summary>
/// The durable form of queues: a row <c>(concert, place)</c> for each place, counted from 1 without a gap. Each step of a place
/// updates its row's status. A queue writes only the places that changed, however many users are admitted. Once the line has passed a
/// departed place, its row is removed; that of the highest place stays, because it is what the next place is counted from.
/// </summary>
public interface IQueuePlaces
{
    /// <summary>
    /// The places above <paramref name="watermark"/>, whatever their status, and of those above <paramref name="endedThrough"/> the ones
    /// that have a slot, that wait in front of the line, or whose users missed their turn after <paramref name="missedSince"/> and did not
    /// come back; in order.
    /// </summary>
    Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long watermark, long endedThrough, DateTimeOffset missedSince);

    /// <summary>How many places ever took each step.</summary>
    Task<QueueTotals> CountAsync(ConcertId concert);

    /// <summary>The row of a place; null: there is none.</summary>
    Task<PlaceRow?> FindAsync(ConcertId concert, long place);

    /// <summary>Changes of one chain are written in the order of these calls.</summary>
    /// <exception cref="StorageConflictException">
    /// The place does not have the status that the change starts from (or the place is new, and the one before it is not the highest),
    /// or the chain is broken.
    /// </exception>
    Task WriteAsync(ConcertId concert, PlaceChange change, AppendChain chain);

    /// <summary>
    /// The first places above <paramref name="after"/> and through <paramref name="through"/> that departed and were never admitted,
    /// without the highest place of the queue. Figures count the steps of places that were admitted, so these keep their rows.
    /// </summary>
    Task<DepartedPlaces> FindDepartedAsync(ConcertId concert, long after, long through, int limit);

    /// <summary>
    /// Deletes the rows of such places above <paramref name="after"/>: never more than <paramref name="departed"/> counts, also if others
    /// have departed since.
    /// </summary>
    Task RemoveDepartedAsync(ConcertId concert, long after, DepartedPlaces departed);
}

/// <param name="Count">How many.</param>
/// <param name="Through">The last of them; 0 when there is none.</param>
public readonly record struct DepartedPlaces(int Count, long Through);
