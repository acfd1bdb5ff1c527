namespace Concert.Queues;

/// <summary>
/// A concert's queue: its lobby and draw, its places, slots and admission. Key: the concert's id. Before the opening nobody is
/// admitted. At the opening those of the lobby are put in the order of the draw; whoever joins later stands behind them, first come,
/// first served.
/// </summary>
[Alias("IQueueGrain")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>
    /// Gives the user a place at the end of the queue, or returns the place that the user has. The place is durable when this
    /// returns, and active at once when nobody waits and a slot is free. Refusals: <c>concert_not_found</c>, <c>queue_not_open</c>,
    /// <c>sales_closed</c>.
    /// </summary>
    [Alias("Join")]
    Task<Outcome<QueueEntry>> Join(UserId userId);

    /// <summary>
    /// The same, from an address, and with the wish to be called. Joining also claims the slot of a user who has one, and brings a user
    /// back who missed the turn, if the standing of the place says that this is possible. Refusals: as <see cref="Join"/>, and
    /// <c>presale_code_required</c>.
    /// </summary>
    [Alias("JoinFrom")]
    Task<Outcome<QueueEntry>> JoinFrom(QueueJoin request);

    /// <summary>
    /// The status of a place. Reading an admitted place claims its slot, unless its user asked to be called: only joining again and
    /// <see cref="Enter"/> show that this user is there.
    /// </summary>
    [Alias("Read")]
    Task<QueueStanding> Read(QueuePlace place);

    /// <summary>
    /// Confirms that the place has a slot at this moment, and claims it. Refusals: <c>queue_token_not_active</c>, and before the opening
    /// <c>sales_closed</c>.
    /// </summary>
    [Alias("Enter")]
    Task<Outcome<QueueSlot>> Enter(QueuePlace place);

    /// <summary>Gives up a place or a slot, for the next user in the queue. Durable when it returns; repeating it is harmless.</summary>
    [Alias("Leave")]
    Task Leave(QueuePlace place);

    /// <summary>
    /// What a gateway needs to answer the polls of all waiting users without more calls. Refusals: <c>concert_not_found</c>.
    /// </summary>
    [Alias("View")]
    Task<Outcome<QueueView>> View(QueueViewRequest request);

    /// <summary>The number of waiting places and of slots. It claims no slot. Refusals: <c>concert_not_found</c>.</summary>
    [Alias("Count")]
    Task<Outcome<QueueCounts>> Count();

    /// <summary>
    /// Changes how users are admitted, and returns what is now in force. It is durable when this returns. Refusals:
    /// <c>concert_not_found</c>.
    /// </summary>
    [Alias("Configure")]
    Task<Outcome<QueueControls>> Configure(QueueControlChange change);

    /// <summary>The queue in numbers, and what is in force. Refusals: <c>concert_not_found</c>.</summary>
    [Alias("Figures")]
    Task<Outcome<QueueFigures>> Figures();
}
