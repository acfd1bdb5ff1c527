using Concert.Storage;

namespace Concert.Queues;

/// <summary>
/// The durable form of lines: a row <c>(concert, place)</c> for each place, counted from 1 without a gap, which is moved from
/// status to status. What a queue costs to write is what changed, however many are in.
/// </summary>
public interface IQueuePlaces
{
    /// <summary>
    /// The places above <paramref name="watermark"/>, whatever has come of them, and those above <paramref name="endedThrough"/> that are
    /// in still; in order.
    /// </summary>
    Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long watermark, long endedThrough);

    /// <summary>Changes of one chain are written in the order they were handed in.</summary>
    /// <exception cref="StorageConflictException">
    /// The place is not where the change moves it from (or is taken, or has none before it), or the chain is broken.
    /// </exception>
    Task WriteAsync(ConcertId concert, PlaceChange change, AppendChain chain);
}
