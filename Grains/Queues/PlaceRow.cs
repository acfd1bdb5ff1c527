namespace Concert.Queues;

/// <summary>A place in a queue, from joining to its end, as its row stores it.</summary>
/// <param name="ActiveUntil">The exclusive end of the slot that the place has or had; null when it was never admitted.</param>
/// <param name="DepartedAt">When the user gave the place up while waiting.</param>
/// <param name="EndedAt">When the slot ended: by a payment, by leaving, or by its time.</param>
/// <param name="ClaimedAt">When the user of the slot was first seen; null also in rows that version 0.1.0 wrote.</param>
/// <param name="PassedOverAt">When the turn was passed over. The place still waits, in front of the line.</param>
/// <param name="MissedAt">When the slot ended because nobody claimed it in time.</param>
/// <param name="ReturnedAt">When the user came back after that. From then on the place waited again, in front of the line.</param>
/// <param name="AddressTag">A hash of the address that the user joined from; 0: not known.</param>
/// <param name="IsCalled">The user asked to be called.</param>
public sealed record PlaceRow(
    long Place,
    UserId UserId,
    PlaceStatus Status,
    DateTimeOffset JoinedAt,
    DateTimeOffset? DepartedAt,
    DateTimeOffset? AdmittedAt,
    DateTimeOffset? ActiveUntil,
    DateTimeOffset? EndedAt,
    DateTimeOffset? ClaimedAt = null,
    DateTimeOffset? PassedOverAt = null,
    DateTimeOffset? MissedAt = null,
    DateTimeOffset? ReturnedAt = null,
    long AddressTag = 0,
    bool IsCalled = false)
{
    public static PlaceRow Joined(long place, UserId user, DateTimeOffset at) =>
        new(place, user, PlaceStatus.Waiting, at, null, null, null, null);

    /// <summary>The row after one step alone; columns that the step does not set are empty.</summary>
    public static PlaceRow Of(PlaceChange change) => change.From is { } from
        ? (Joined(change.Place, change.UserId, default) with { Status = from }).Apply(change)
        : Joined(change.Place, change.UserId, change.At) with { AddressTag = change.AddressTag, IsCalled = change.CallMe is true };

    /// <summary>Whether the place has the right to reserve: it was admitted, and its slot has not ended.</summary>
    public bool HasSlot => Status is PlaceStatus.Admitted or PlaceStatus.Claimed;

    /// <summary>The turn has come, and the place waits: it was passed over, or its user came back.</summary>
    public bool IsInFront => Status is PlaceStatus.Waiting && (PassedOverAt ?? ReturnedAt) is not null;

    /// <summary>The user missed the turn, and has not come back.</summary>
    public bool IsMissed => Status is PlaceStatus.Ended && MissedAt is not null && ReturnedAt is null;

    public PlaceRow Apply(PlaceChange change)
    {
        Invariant.Holds(change.Place == Place && change.From == Status, $"Place {Place}, {Status}, by {change}.");
        var moved = this with { Status = change.To, IsCalled = change.CallMe ?? IsCalled };
        moved = change.To switch
        {
            PlaceStatus.Departed => moved with { DepartedAt = change.At },
            PlaceStatus.Admitted => moved with { AdmittedAt = change.At, ActiveUntil = change.ActiveUntil },
            PlaceStatus.Claimed => moved with { ClaimedAt = change.At },
            PlaceStatus.Ended => moved with { EndedAt = change.At },
            _ => moved,
        };
        return change.Mark switch
        {
            PlaceMark.PassedOver => moved with { PassedOverAt = change.At },
            PlaceMark.Missed => moved with { MissedAt = change.At },
            PlaceMark.Returned => moved with { ReturnedAt = change.At },
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

/// <summary>What a step says beside the status.</summary>
public enum PlaceMark
{
    None,

    /// <summary>The place had its turn, and waits in front of the line.</summary>
    PassedOver,

    /// <summary>Nobody claimed the slot in time. The user may come back once.</summary>
    Missed,

    /// <summary>The user who missed the turn is back.</summary>
    Returned,
}

/// <summary>One step of one place, guarded by the status before it.</summary>
/// <param name="From">Null when the place is new.</param>
/// <param name="ActiveUntil">The slot's exclusive end, where the step gives a slot.</param>
/// <param name="AddressTag">Where the place is new: a hash of the address that the user joins from.</param>
/// <param name="CallMe">Whether the user wants to be called, where the step says so.</param>
/// <param name="IsSecondTurn">
/// Before the step the user had missed the first turn, and come back. It guards the step as the status does: the statuses of the second
/// turn are those of the first.
/// </param>
public sealed record PlaceChange(
    long Place,
    UserId UserId,
    PlaceStatus? From,
    PlaceStatus To,
    DateTimeOffset At,
    DateTimeOffset? ActiveUntil = null,
    PlaceMark Mark = PlaceMark.None,
    long AddressTag = 0,
    bool? CallMe = null,
    bool IsSecondTurn = false)
{
    public static PlaceChange Join(long place, UserId user, DateTimeOffset at, long addressTag = 0, bool callMe = false) =>
        new(place, user, null, PlaceStatus.Waiting, at, AddressTag: addressTag, CallMe: callMe);

    public static PlaceChange Depart(long place, UserId user, DateTimeOffset at, bool isSecondTurn = false) =>
        new(place, user, PlaceStatus.Waiting, PlaceStatus.Departed, at, IsSecondTurn: isSecondTurn);

    /// <summary>The user asks to be called, or no longer.</summary>
    public static PlaceChange Call(QueuePlace place, bool callMe, DateTimeOffset at, bool isSecondTurn = false) =>
        new(place.Place, place.UserId, PlaceStatus.Waiting, PlaceStatus.Waiting, at, CallMe: callMe, IsSecondTurn: isSecondTurn);

    public static PlaceChange PassOver(QueuePlace place, DateTimeOffset at) =>
        new(place.Place, place.UserId, PlaceStatus.Waiting, PlaceStatus.Waiting, at, Mark: PlaceMark.PassedOver);

    public static PlaceChange Return(QueuePlace place, bool? callMe, DateTimeOffset at) =>
        new(place.Place, place.UserId, PlaceStatus.Ended, PlaceStatus.Waiting, at, Mark: PlaceMark.Returned, CallMe: callMe);

    internal static PlaceChange Admit(Slot slot) => new(
        slot.Place,
        slot.UserId,
        PlaceStatus.Waiting,
        PlaceStatus.Admitted,
        slot.AdmittedAt,
        slot.ActiveUntil,
        IsSecondTurn: slot.IsSecondTurn);

    internal static PlaceChange Claim(Slot slot, DateTimeOffset at) =>
        new(slot.Place, slot.UserId, PlaceStatus.Admitted, PlaceStatus.Claimed, at, IsSecondTurn: slot.IsSecondTurn);

    /// <summary>
    /// Guarded by whether this activation saw the slot claimed. If another activation claimed it since, this step is refused
    /// and does not end a slot in use.
    /// </summary>
    internal static PlaceChange End(Slot slot, DateTimeOffset at, bool isMissed = false) => new(
        slot.Place,
        slot.UserId,
        slot.IsClaimed ? PlaceStatus.Claimed : PlaceStatus.Admitted,
        PlaceStatus.Ended,
        at,
        Mark: isMissed ? PlaceMark.Missed : PlaceMark.None,
        IsSecondTurn: slot.IsSecondTurn);
}
