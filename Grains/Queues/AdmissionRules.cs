namespace Concert.Queues;

/// <summary>
/// Who is let in, and for how long: strictly first come, first served, never more than <see cref="QueueOptions.MaxActive"/>
/// at a time. A step that changes nothing gives the same state back.
/// </summary>
internal static class AdmissionRules
{
    // Long enough that a burst does not promise a pace that cannot be kept.
    private static readonly TimeSpan PaceWindow = TimeSpan.FromMinutes(1);

    /// <summary>Takes back the slots whose time is over.</summary>
    public static QueueState EndOverdue(QueueState state, IReadOnlyCollection<Slot> over, QueueOptions options, DateTimeOffset now)
    {
        Invariant.Holds(over.All(slot => slot.EndsAt(options.ClaimWindow) <= now));
        if (over.Count == 0) return state;
        var slots = state.Slots.RemoveRange(over.Select(slot => slot.Place));
        return Measured(state with { Slots = slots }, over.Count, options, now);
    }

    /// <summary>
    /// Lets the next in line into the free slots. The watermark also passes over those who left, so that the first who
    /// waits is at position 1.
    /// </summary>
    public static QueueState Admit(QueueState state, WaitingLine line, QueueOptions options, DateTimeOffset now)
    {
        var slots = state.Slots.ToBuilder();
        var watermark = state.Watermark;
        while (true)
        {
            var next = line.NextLive(watermark);
            // Everyone before the next who waits has left or is in.
            watermark = Math.Max(watermark, (next ?? (line.LastPlace + 1)) - 1);
            if (next is not { } place || slots.Count >= options.MaxActive) break;
            slots.Add(place, new(line.UserAt(place)!.Value, place, now, now + options.ActiveLifetime, IsClaimed: false));
            watermark = place;
        }

        if (watermark == state.Watermark) return state;
        // What is sure: every slot ends within its lifetime.
        var pace = Math.Max(state.AdmissionsPerSecond, options.MaxActive / options.ActiveLifetime.TotalSeconds);
        return state with { Watermark = watermark, Slots = slots.ToImmutable(), AdmissionsPerSecond = pace };
    }

    /// <summary>The slot of a place at this moment; none: it waits still, or its time is over.</summary>
    public static Slot? FindSlot(QueueState state, QueuePlace place, QueueOptions options, DateTimeOffset now) =>
        state.Slots.GetValueOrDefault(place.Place) is { } slot
        && slot.UserId == place.UserId
        && now < slot.EndsAt(options.ClaimWindow)
            ? slot
            : null;

    /// <summary>The user of a slot has shown up: it lasts its whole lifetime now.</summary>
    public static QueueState Claim(QueueState state, Slot slot) =>
        slot.IsClaimed ? state : state with { Slots = state.Slots.SetItem(slot.Place, slot with { IsClaimed = true }) };

    /// <summary>The user pays or leaves: the slot goes to the next in line.</summary>
    public static QueueState Leave(QueueState state, QueuePlace place, QueueOptions options, DateTimeOffset now) =>
        state.Slots.GetValueOrDefault(place.Place) is { } slot && slot.UserId == place.UserId
            ? Measured(state with { Slots = state.Slots.Remove(place.Place) }, 1, options, now)
            : state;

    // The pace is that of slots ending, over whole windows: the first filling of an empty room is no pace. It only rises.
    private static QueueState Measured(QueueState state, int endedCount, QueueOptions options, DateTimeOffset now)
    {
        var since = state.PaceSince ?? now;
        var count = state.PaceCount + endedCount;
        if (now - since < PaceWindow) return state with { PaceCount = count, PaceSince = since };
        var pace = count / Math.Max((now - since).TotalSeconds, PaceWindow.TotalSeconds);
        return state with
        {
            AdmissionsPerSecond = Math.Max(state.AdmissionsPerSecond, Math.Min(pace, options.MaxActive)),
            PaceCount = 0,
            PaceSince = now,
        };
    }
}
