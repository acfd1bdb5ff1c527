namespace Concert.Queues;

/// <summary>A place in a line from joining to its end.</summary>
/// <param name="ActiveUntil">The exclusive end of the slot that the place has, or had; none: it was never let in.</param>
/// <param name="DepartedAt">When the user gave the place up while waiting.</param>
/// <param name="EndedAt">When the slot ended: by a payment, by leaving, or by its time.</param>
public sealed record PlaceRow(
    long Place,
    UserId UserId,
    PlaceStatus Status,
    DateTimeOffset JoinedAt,
    DateTimeOffset? DepartedAt,
    DateTimeOffset? AdmittedAt,
    DateTimeOffset? ActiveUntil,
    DateTimeOffset? EndedAt)
{
    public static PlaceRow Joined(long place, UserId user, DateTimeOffset at) =>
        new(place, user, PlaceStatus.Waiting, at, null, null, null, null);

    /// <summary>What one step makes of a place; what it does not touch is empty.</summary>
    public static PlaceRow Of(PlaceChange change) => change.From is { } from
        ? (Joined(change.Place, change.UserId, default) with { Status = from }).Apply(change)
        : Joined(change.Place, change.UserId, change.At);

    /// <summary>The right to reserve that the place has; none: it waits, or is over.</summary>
    public Slot? Slot => Status is PlaceStatus.Admitted or PlaceStatus.Claimed
        ? new(UserId, Place, AdmittedAt!.Value, ActiveUntil!.Value, Status is PlaceStatus.Claimed)
        : null;

    public PlaceRow Apply(PlaceChange change)
    {
        Invariant.Holds(change.Place == Place && change.From == Status, $"Place {Place}, {Status}, by {change}.");
        var moved = this with { Status = change.To };
        return change.To switch
        {
            PlaceStatus.Departed => moved with { DepartedAt = change.At },
            PlaceStatus.Admitted => moved with { AdmittedAt = change.At, ActiveUntil = change.ActiveUntil },
            PlaceStatus.Ended => moved with { EndedAt = change.At },
            _ => moved,
        };
    }
}

/// <summary>Where a place stands. Names are kept in the database.</summary>
public enum PlaceStatus
{
    Waiting,

    /// <summary>Given up while waiting.</summary>
    Departed,

    /// <summary>Has a slot; its user has not shown up since.</summary>
    Admitted,

    /// <summary>Has a slot, and its user uses it.</summary>
    Claimed,

    /// <summary>Had a slot.</summary>
    Ended,
}

/// <summary>One step of one place, guarded by where it stood before.</summary>
/// <param name="From">None: the place is new.</param>
/// <param name="ActiveUntil">The slot's exclusive end, where the step gives one.</param>
public sealed record PlaceChange(
    long Place, UserId UserId, PlaceStatus? From, PlaceStatus To, DateTimeOffset At, DateTimeOffset? ActiveUntil = null)
{
    public static PlaceChange Join(long place, UserId user, DateTimeOffset at) => new(place, user, null, PlaceStatus.Waiting, at);

    public static PlaceChange Depart(long place, UserId user, DateTimeOffset at) =>
        new(place, user, PlaceStatus.Waiting, PlaceStatus.Departed, at);

    public static PlaceChange Admit(Slot slot) =>
        new(slot.Place, slot.UserId, PlaceStatus.Waiting, PlaceStatus.Admitted, slot.AdmittedAt, slot.ActiveUntil);

    public static PlaceChange Claim(Slot slot, DateTimeOffset at) =>
        new(slot.Place, slot.UserId, PlaceStatus.Admitted, PlaceStatus.Claimed, at);

    /// <summary>Of the slot as its end found it: one that was claimed meanwhile, by another activation, is not ended unseen.</summary>
    public static PlaceChange End(Slot slot, DateTimeOffset at) =>
        new(slot.Place, slot.UserId, slot.IsClaimed ? PlaceStatus.Claimed : PlaceStatus.Admitted, PlaceStatus.Ended, at);
}
