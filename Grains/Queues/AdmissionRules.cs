namespace Concert.Queues;

/// <summary>
/// Which users are admitted, and for how long: strictly first come, first served, never more than
/// <see cref="QueueOptions.MaxActive"/> at a time. A step that changes nothing returns the same state.
/// </summary>
internal static class AdmissionRules
{
    // A minute, so that a burst of ending slots does not promise a pace that the queue cannot hold.
    private static readonly TimeSpan PaceWindow = TimeSpan.FromMinutes(1);

    /// <summary>Ends the slots whose time is over.</summary>
    public static QueueState EndOverdue(QueueState state, IReadOnlyCollection<Slot> overdue, QueueOptions options, QueueMoment now)
    {
        Invariant.Holds(overdue.All(slot => slot.HasEnded(now)));
        if (overdue.Count == 0) return state;
        var slots = state.Slots.RemoveRange(overdue.Select(slot => slot.Place));
        // Those that ended before the measurement began, while the queue was away, say nothing about the pace.
        var measuredCount = overdue.Count(slot => state.PaceSince is not { } since || slot.EndsAt > since);
        return WithPace(state with { Slots = slots }, measuredCount, options, now);
    }

    /// <summary>
    /// Gives the free slots to the next users in the queue. The watermark also passes over departed places, so that the first
    /// waiting user is at position 1.
    /// </summary>
    public static QueueState Admit(QueueState state, WaitingLine line, QueueOptions options, QueueMoment now)
    {
        var slots = state.Slots.ToBuilder();
        var watermark = state.Watermark;
        while (true)
        {
            var next = line.NextLive(watermark);
            // Every place before the next waiting one has departed or was admitted.
            watermark = Math.Max(watermark, (next ?? (line.LastPlace + 1)) - 1);
            if (next is not { } place || slots.Count >= options.MaxActive) break;
            slots.Add(place, Slot.Give(line.UserAt(place)!.Value, place, options, now));
            watermark = place;
        }

        if (watermark == state.Watermark) return state;
        // The lowest pace that is certain: every slot ends within its lifetime.
        var pace = Math.Max(state.AdmissionsPerSecond, options.MaxActive / options.ActiveLifetime.TotalSeconds);
        return state with { Watermark = watermark, Slots = slots.ToImmutable(), AdmissionsPerSecond = pace };
    }

    /// <summary>The slot that a place has at this moment; null while it waits and after its time is over.</summary>
    public static Slot? FindSlot(QueueState state, QueuePlace place, QueueMoment now) =>
        state.Slots.GetValueOrDefault(place.Place) is { } slot && slot.UserId == place.UserId && !slot.HasEnded(now) ? slot : null;

    /// <summary>The user of a slot has used it, so it lasts its whole lifetime.</summary>
    public static QueueState Claim(QueueState state, Slot slot) =>
        slot.IsClaimed ? state : state with { Slots = state.Slots.SetItem(slot.Place, slot with { IsClaimed = true }) };

    /// <summary>The user pays or leaves: the slot is free for the next user in the queue.</summary>
    public static QueueState Leave(QueueState state, QueuePlace place, QueueOptions options, QueueMoment now) =>
        state.Slots.GetValueOrDefault(place.Place) is { } slot && slot.UserId == place.UserId
            ? WithPace(state with { Slots = state.Slots.Remove(place.Place) }, 1, options, now)
            : state;

    // The pace counts slots that end, over whole windows: filling an empty room for the first time is no pace. It only rises.
    private static QueueState WithPace(QueueState state, int endedCount, QueueOptions options, QueueMoment now)
    {
        var since = state.PaceSince ?? now.Elapsed;
        var count = state.PaceCount + endedCount;
        var measured = now.Elapsed - since;
        if (measured < PaceWindow) return state with { PaceCount = count, PaceSince = since };
        var pace = count / measured.TotalSeconds;
        return state with
        {
            AdmissionsPerSecond = Math.Max(state.AdmissionsPerSecond, Math.Min(pace, options.MaxActive)),
            PaceCount = 0,
            PaceSince = now.Elapsed,
        };
    }
}
