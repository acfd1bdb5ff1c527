namespace Concert.Queues;

/// <summary>A place in a queue, from joining to its end, as its row stores it.</summary>
/// <param name="ActiveUntil">The exclusive end of the slot that the place has or had; null when it was never admitted.</param>
/// <param name="DepartedAt">When the user gave the place up while waiting.</param>
/// <param name="EndedAt">When the slot ended: by a payment, by leaving, or by its time.</param>
/// <param name="ClaimedAt">When the user of the slot was first seen; null also in rows that version 0.1.0 wrote.</param>
public sealed record PlaceRow(
    long Place,
    UserId UserId,
    PlaceStatus Status,
    DateTimeOffset JoinedAt,
    DateTimeOffset? DepartedAt,
    DateTimeOffset? AdmittedAt,
    DateTimeOffset? ActiveUntil,
    DateTimeOffset? EndedAt,
    DateTimeOffset? ClaimedAt = null)
{
    public static PlaceRow Joined(long place, UserId user, DateTimeOffset at) =>
        new(place, user, PlaceStatus.Waiting, at, null, null, null, null);

    /// <summary>The row after one step alone; columns that the step does not set are empty.</summary>
    public static PlaceRow Of(PlaceChange change) => change.From is { } from
        ? (Joined(change.Place, change.UserId, default) with { Status = from }).Apply(change)
        : Joined(change.Place, change.UserId, change.At);

    /// <summary>Whether the place has the right to reserve: it was admitted, and its slot has not ended.</summary>
    public bool HasSlot => Status is PlaceStatus.Admitted or PlaceStatus.Claimed;

    public PlaceRow Apply(PlaceChange change)
    {
        Invariant.Holds(change.Place == Place && change.From == Status, $"Place {Place}, {Status}, by {change}.");
        var moved = this with { Status = change.To };
        return change.To switch
        {
            PlaceStatus.Departed => moved with { DepartedAt = change.At },
            PlaceStatus.Admitted => moved with { AdmittedAt = change.At, ActiveUntil = change.ActiveUntil },
            PlaceStatus.Claimed => moved with { ClaimedAt = change.At },
            PlaceStatus.Ended => moved with { EndedAt = change.At },
            _ => moved,
        };
    }
}

/// <summary>The status of a place. The database stores these names.</summary>
public enum PlaceStatus
{
    Waiting,

    /// <summary>The user gave the place up while waiting.</summary>
    Departed,

    /// <summary>The place has a slot; its user has not used it yet.</summary>
    Admitted,

    /// <summary>The place has a slot, and its user has used it.</summary>
    Claimed,

    /// <summary>The place had a slot.</summary>
    Ended,
}

/// <summary>One step of one place, guarded by the status before it.</summary>
/// <param name="From">Null when the place is new.</param>
/// <param name="ActiveUntil">The slot's exclusive end, where the step gives a slot.</param>
public sealed record PlaceChange(
    long Place, UserId UserId, PlaceStatus? From, PlaceStatus To, DateTimeOffset At, DateTimeOffset? ActiveUntil = null)
{
    public static PlaceChange Join(long place, UserId user, DateTimeOffset at) => new(place, user, null, PlaceStatus.Waiting, at);

    public static PlaceChange Depart(long place, UserId user, DateTimeOffset at) =>
        new(place, user, PlaceStatus.Waiting, PlaceStatus.Departed, at);

    internal static PlaceChange Admit(Slot slot) =>
        new(slot.Place, slot.UserId, PlaceStatus.Waiting, PlaceStatus.Admitted, slot.AdmittedAt, slot.ActiveUntil);

    internal static PlaceChange Claim(Slot slot, DateTimeOffset at) =>
        new(slot.Place, slot.UserId, PlaceStatus.Admitted, PlaceStatus.Claimed, at);

    /// <summary>
    /// Guarded by whether this activation saw the slot claimed. If another activation claimed it since, this step is refused
    /// and does not end a slot in use.
    /// </summary>
    internal static PlaceChange End(Slot slot, DateTimeOffset at) =>
        new(slot.Place, slot.UserId, slot.IsClaimed ? PlaceStatus.Claimed : PlaceStatus.Admitted, PlaceStatus.Ended, at);
}
