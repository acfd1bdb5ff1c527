namespace Concert.Queues;

/// <summary>
/// The stored form of <see cref="QueueProgress"/>. CONTRIBUTING.md § To change an event or a state says how it may change.
/// </summary>
public sealed record StoredQueueProgress(long Watermark, long EndedThrough, double AdmissionsPerSecond)
{
    public static StoredQueueProgress Of(QueueProgress progress) =>
        new(progress.Watermark, progress.EndedThrough, progress.AdmissionsPerSecond);

    public QueueProgress ToProgress() => new(Watermark, EndedThrough, AdmissionsPerSecond);
}
