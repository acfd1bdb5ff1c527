namespace Concert.Queues;

/// <summary>How many places of a queue ever took each step; a place that had a second turn counts once.</summary>
/// <param name="Claimed">Admitted, and the slot claimed.</param>
/// <param name="ExpiredUnclaimed">Admitted, and the slot ended without a claim.</param>
/// <param name="Departed">Given up while waiting. A place whose row is missing was removed, and counts here.</param>
public readonly record struct QueueTotals(long Admitted, long Claimed, long ExpiredUnclaimed, long Departed)
{
    public QueueTotals With(PlaceChange change) => change.To switch
    {
        PlaceStatus.Admitted when !change.IsSecondTurn => this with { Admitted = Admitted + 1 },
        PlaceStatus.Claimed => this with { Claimed = Claimed + 1 },
        PlaceStatus.Ended when change is { From: PlaceStatus.Admitted, IsSecondTurn: false } =>
            this with { ExpiredUnclaimed = ExpiredUnclaimed + 1 },
        PlaceStatus.Departed => this with { Departed = Departed + 1 },
        _ => this,
    };
}
