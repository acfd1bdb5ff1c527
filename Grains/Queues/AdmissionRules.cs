namespace Concert.Queues;

/// <summary>
/// Which users are admitted, and for how long: in the order of their turns, never more at a time and never faster than the
/// <see cref="AdmissionLimits"/> say. A step that changes nothing returns the same state.
/// </summary>
internal static class AdmissionRules
{
    // A minute, so that a burst of ending slots does not promise a pace that the queue cannot hold.
    private static readonly TimeSpan PaceWindow = TimeSpan.FromMinutes(1);

    // What one call decides: a turn of the grain stays short, however many have their turn at once.
    private const int MaxSteps = 1_000;

    // What a rate may make up for when the queue was busy or away for a moment.
    private static readonly TimeSpan MaxCatchUp = TimeSpan.FromSeconds(1);

    /// <summary>Ends the slots whose time is over.</summary>
    public static QueueState EndOverdue(
        QueueState state, IReadOnlyCollection<Slot> overdue, AdmissionLimits limits, QueueOptions options, QueueMoment now)
    {
        Invariant.Holds(overdue.All(slot => slot.HasEnded(now)));
        if (overdue.Count == 0) return state;
        var slots = state.Slots.RemoveRange(overdue.Select(slot => slot.Place));
        // Those that ended before the measurement began, while the queue was away, say nothing about the pace.
        var measuredCount = overdue.Count(slot => state.PaceSince is not { } since || slot.EndsAt > since);
        return WithPace(state with { Slots = slots }, measuredCount, limits, options, now);
    }

    /// <summary>
    /// Gives the free slots to the next users: those in front of the line, and then the line. A user who is away at their turn, or whose
    /// address is at its bound, is passed over: the next gets the slot, and this one waits in front of the line. The watermark also
    /// passes over departed turns, so that the first waiting user is at position 1.
    /// </summary>
    public static Admission Admit(QueueState state, WaitingUsers waiting, AdmissionLimits limits, QueueOptions options, QueueMoment now)
    {
        var (line, front, bounds, absentSince) = waiting;
        var slots = state.Slots.ToBuilder();
        var (watermark, rateAt, isComplete, admittedCount) = (state.Watermark, state.RateAt, true, 0);
        List<PlaceChange> steps = [];
        while (true)
        {
            var next = line.NextLive(watermark);
            // Every turn before the next waiting one has departed, was admitted or was passed over.
            watermark = Math.Max(watermark, (next ?? (line.LastPlace + 1)) - 1);
            if (!limits.HasRoom(slots.Count, admittedCount)) break;
            var ahead = front.Next(now.Elapsed, absentSince);
            if (front.IsMoreDue)
            {
                isComplete = false;
                break;
            }

            if (ahead is null && next is null) break;
            if (limits.Interval is not null && NextByRate(rateAt) > now.Elapsed) break;
            if (steps.Count == MaxSteps)
            {
                isComplete = false;
                break;
            }

            if (ahead is not null)
            {
                front.Remove(ahead);
            }
            else
            {
                watermark = next!.Value;
                ahead = InFrontOf(line, watermark);
                if (ahead.SeenAt <= absentSince || !bounds.HasRoom(ahead.AddressTag, now.Elapsed))
                {
                    ahead.IsThere = ahead.SeenAt > absentSince;
                    front.Add(ahead);
                    steps.Add(PlaceChange.PassOver(ahead.Place, now.Utc));
                    continue;
                }
            }

            if (limits.Interval is { } interval) rateAt = (rateAt > now.Elapsed ? rateAt : now.Elapsed) + interval;
            bounds.Note(ahead.AddressTag, now.Elapsed);
            var slot = Slot.Give(ahead, options, now);
            slots.Add(slot.Place, slot);
            steps.Add(PlaceChange.Admit(slot));
            admittedCount++;
        }

        if (watermark == state.Watermark && steps.Count == 0) return new(state, [], isComplete);
        var after = state with
        {
            Watermark = watermark,
            Slots = slots.ToImmutable(),
            RateAt = rateAt,
            AdmissionsPerSecond = Bounded(state.AdmissionsPerSecond, limits, options),
        };
        return new(after, steps, isComplete);
    }

    /// <summary>The limits have changed. A rate that was raised takes effect at once, not after an interval of the old one.</summary>
    public static QueueState ChangeRate(QueueState state, AdmissionLimits limits, QueueOptions options, QueueMoment now)
    {
        var latest = now.Elapsed + MaxCatchUp + (limits.Interval ?? TimeSpan.Zero);
        return state with
        {
            RateAt = state.RateAt < latest ? state.RateAt : latest,
            AdmissionsPerSecond = state.AdmissionsPerSecond > 0 ? Bounded(state.AdmissionsPerSecond, limits, options) : 0,
        };
    }

    /// <summary>When the next user may be admitted by the rate; null: nobody waits, or only the rate is not what they wait for.</summary>
    public static TimeSpan? NextByRate(QueueState state, int waitingCount, AdmissionLimits limits) =>
        limits.Interval is not null && waitingCount > 0 && limits.HasRoom(state.Slots.Count)
            ? NextByRate(state.RateAt)
            : null;

    /// <summary>The slot that a place has at this moment; null while it waits and after its time is over.</summary>
    public static Slot? FindSlot(QueueState state, QueuePlace place, QueueMoment now) =>
        state.Slots.GetValueOrDefault(place.Place) is { } slot && slot.UserId == place.UserId && !slot.HasEnded(now) ? slot : null;

    /// <summary>The user of a slot has used it, so it lasts its whole lifetime.</summary>
    public static QueueState Claim(QueueState state, Slot slot) =>
        slot.IsClaimed ? state : state with { Slots = state.Slots.SetItem(slot.Place, slot with { IsClaimed = true }) };

    /// <summary>The user pays or leaves: the slot is free for the next user in the queue.</summary>
    public static QueueState Leave(
        QueueState state, QueuePlace place, AdmissionLimits limits, QueueOptions options, QueueMoment now) =>
        state.Slots.GetValueOrDefault(place.Place) is { } slot && slot.UserId == place.UserId
            ? WithPace(state with { Slots = state.Slots.Remove(place.Place) }, 1, limits, options, now)
            : state;

    /// <summary>
    /// A pace within what is possible: slots end within their lifetime, so that is the least that is certain; no more than a full
    /// room a second; and no more than the operators allow.
    /// </summary>
    public static double Bounded(double pace, AdmissionLimits limits, QueueOptions options)
    {
        var bounded = Math.Clamp(pace, limits.MaxActive / options.ActiveLifetime.TotalSeconds, limits.MaxActive);
        return limits.Interval is { } interval ? Math.Min(bounded, 1 / interval.TotalSeconds) : bounded;
    }

    private static InFront InFrontOf(WaitingLine line, long turn)
    {
        var waiter = line.At(turn);
        return new(turn, new(waiter.User, line.PlaceAt(turn)), waiter.AddressTag, isSecondTurn: false)
        {
            IsCalled = waiter.IsCalled,
            SeenAt = waiter.SeenAt,
        };
    }

    private static TimeSpan NextByRate(TimeSpan rateAt) => rateAt - MaxCatchUp;

    // The pace counts slots that end, over whole windows: filling an empty room for the first time is no pace.
    private static QueueState WithPace(QueueState state, int endedCount, AdmissionLimits limits, QueueOptions options, QueueMoment now)
    {
        var since = state.PaceSince ?? now.Elapsed;
        var count = state.PaceCount + endedCount;
        var measured = now.Elapsed - since;
        if (measured < PaceWindow) return state with { PaceCount = count, PaceSince = since };
        var pace = count / measured.TotalSeconds;
        return state with
        {
            AdmissionsPerSecond = Bounded(pace, limits, options),
            PaceCount = 0,
            PaceSince = now.Elapsed,
        };
    }
}

/// <summary>Who waits, and when the next of them may be admitted.</summary>
/// <param name="Line">Those whose turn has not come.</param>
/// <param name="Front">Those whose turn was passed over, or who came back.</param>
/// <param name="Bounds">The admissions of each address.</param>
/// <param name="AbsentSince">Whoever was last seen at or before it is away; in reachable time.</param>
internal readonly record struct WaitingUsers(WaitingLine Line, FrontLine Front, AddressBounds Bounds, TimeSpan AbsentSince);

/// <param name="State">The queue after it.</param>
/// <param name="Steps">The places that were admitted or passed over, in order.</param>
/// <param name="IsComplete">False: more is due at once.</param>
internal readonly record struct Admission(QueueState State, IReadOnlyList<PlaceChange> Steps, bool IsComplete);
