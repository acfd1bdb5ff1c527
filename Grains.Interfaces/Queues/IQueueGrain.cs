namespace Concert.Queues;

/// <summary>
/// A concert's waiting room: the line, the slots, and admission, strictly first come, first served. Key: the concert's id.
/// </summary>
[Alias("IQueueGrain")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>
    /// Gives the user a place at the end of the line; who has one already keeps it. The place is durable when this returns,
    /// and active at once where nobody waits and a slot is free. Refusals: <c>concert_not_found</c>.
    /// </summary>
    [Alias("Join")]
    Task<Outcome<QueueEntry>> Join(UserId userId);

    /// <summary>Where a place stands. Being asked counts as showing up: an admitted place that is asked for is claimed.</summary>
    [Alias("Read")]
    Task<QueueStanding> Read(QueuePlace place);

    /// <summary>
    /// The door: grants the place's slot if it is live at this moment (and claims it). Refusals: <c>queue_token_not_active</c>.
    /// </summary>
    [Alias("Enter")]
    Task<Outcome<QueueSlot>> Enter(QueuePlace place);

    /// <summary>Gives up a place or a slot; it goes to the next in line. Durable when it returns; harmless when repeated.</summary>
    [Alias("Leave")]
    Task Leave(QueuePlace place);

    /// <summary>What a gateway needs to answer every waiting user's poll by itself. Refusals: <c>concert_not_found</c>.</summary>
    [Alias("View")]
    Task<Outcome<QueueView>> View(QueueViewRequest request);

    /// <summary>How many wait and how many are in. Nobody shows up by it. Refusals: <c>concert_not_found</c>.</summary>
    [Alias("Count")]
    Task<Outcome<QueueCounts>> Count();
}
