using Concert.Storage;

namespace Concert.Queues;

/// <summary>The durable places of queues: rows <c>(concert, place)</c>, place counted from 1 without a gap.</summary>
public interface IQueuePlaces
{
    /// <summary>The places above <paramref name="afterPlace"/>, in order, departed ones too.</summary>
    Task<IReadOnlyList<PlaceRow>> ReadAsync(ConcertId concert, long afterPlace);

    /// <exception cref="StorageConflictException">That place is taken, or the chain is broken.</exception>
    Task AppendAsync(ConcertId concert, PlaceRow row, AppendChain chain);

    /// <summary>Marks a place as given up. Harmless when repeated.</summary>
    Task DepartAsync(ConcertId concert, long place, DateTimeOffset at);
}

/// <param name="DepartedAt">When the user gave the place up while waiting; none: still there (or admitted).</param>
public sealed record PlaceRow(long Place, UserId UserId, DateTimeOffset JoinedAt, DateTimeOffset? DepartedAt);
