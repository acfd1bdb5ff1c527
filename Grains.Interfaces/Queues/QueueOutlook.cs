namespace Concert.Queues;

/// <summary>Whether seats are probably left when a waiting user is admitted.</summary>
public enum QueueOutlook
{
    Likely,
    Unlikely,

    /// <summary>No seat is left, and no held one can come back. Refunds may still bring some.</summary>
    SoldOut,

    /// <summary>All seats are held or sold, and at least one is held: some may come back.</summary>
    AllHeld,
}

/// <summary>Computes outlooks.</summary>
public static class QueueOutlooks
{
    /// <param name="notice">What the queue says; null: nothing.</param>
    /// <param name="position">The position of the user who waits; 1 for the first who may join.</param>
    public static QueueOutlook? Of(QueueNotice? notice, long position) => notice switch
    {
        { IsSoldOut: true } => QueueOutlook.SoldOut,
        { IsAllHeld: true } => QueueOutlook.AllHeld,
        { LikelyThrough: { } through } => position <= through ? QueueOutlook.Likely : QueueOutlook.Unlikely,
        _ => null,
    };
}
