namespace Concert.Queues;

/// <summary>
/// An admitted user's right to reserve. Answers and the place's row contain <paramref name="ActiveUntil"/>, a time of day. Inside
/// an activation the slot ends by clocks that nobody sets, so that a step of the clock neither ends nor prolongs it.
/// </summary>
/// <param name="ActiveUntil">The exclusive end, if the user claims the slot in time.</param>
/// <param name="IsClaimed">Whether the user has used the slot since admission.</param>
/// <param name="EndsAt">The same end in elapsed time of this activation.</param>
/// <param name="ClaimBy">The exclusive end of the claim window, in reachable time of this activation.</param>
/// <param name="ClaimByUtc">The same for answers: the time of day at which it ends if nothing goes out of reach, and not earlier.</param>
/// <param name="AddressTag">A hash of the address that the user joined from; 0: not known.</param>
/// <param name="IsCalled">The user asked to be called: a poll does not claim the slot.</param>
/// <param name="IsSecondTurn">The user missed the first turn, and came back. There is no third.</param>
internal sealed record Slot(
    UserId UserId,
    long Place,
    DateTimeOffset AdmittedAt,
    DateTimeOffset ActiveUntil,
    bool IsClaimed,
    TimeSpan EndsAt,
    TimeSpan ClaimBy,
    DateTimeOffset ClaimByUtc,
    long AddressTag = 0,
    bool IsCalled = false,
    bool IsSecondTurn = false)
{
    public static Slot Give(InFront next, QueueOptions options, QueueMoment now) => new(
        next.Place.UserId,
        next.Place.Place,
        now.Utc,
        now.Utc + options.ActiveLifetime,
        IsClaimed: false,
        now.Elapsed + options.ActiveLifetime,
        now.Reachable + options.ClaimWindowOf(next.IsCalled),
        now.Utc + options.ClaimWindowOf(next.IsCalled),
        next.AddressTag,
        next.IsCalled,
        next.IsSecondTurn);

    /// <summary>
    /// The slot of a place in a new activation. If nobody has claimed it, the claim window begins anew: the activation cannot know
    /// how long the queue was out of reach. The end stays, so a queue that restarts again and again does not keep such a slot.
    /// </summary>
    public static Slot Restore(PlaceRow row, QueueOptions options, QueueMoment now)
    {
        var (admittedAt, activeUntil) = (row.AdmittedAt!.Value, row.ActiveUntil!.Value);
        // Not longer than the slot was meant to last, if the clock was set back since.
        var left = activeUntil - (now.Utc > admittedAt ? now.Utc : admittedAt);
        return new(
            row.UserId,
            row.Place,
            admittedAt,
            activeUntil,
            row.Status is PlaceStatus.Claimed,
            now.Elapsed + left,
            now.Reachable + options.ClaimWindowOf(row.IsCalled),
            now.Utc + options.ClaimWindowOf(row.IsCalled) is var claimBy && claimBy < activeUntil ? claimBy : activeUntil,
            row.AddressTag,
            row.IsCalled,
            row.ReturnedAt is not null);
    }

    public bool HasEnded(QueueMoment now) => EndsAt <= now.Elapsed || (!IsClaimed && ClaimBy <= now.Reachable);
}
