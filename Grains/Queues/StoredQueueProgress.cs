namespace Concert.Queues;

/// <summary>
/// The stored form of <see cref="QueueProgress"/>. CONTRIBUTING.md § To change an event or a state says how it may change.
/// </summary>
public sealed record StoredQueueProgress(
    long Watermark,
    long EndedThrough,
    double AdmissionsPerSecond,
    StoredQueueOpening? Opening = null,
    StoredQueueSettings? Settings = null,
    long? RemovedCount = null)
{
    public static StoredQueueProgress Of(QueueProgress progress) => new(
        progress.Watermark,
        progress.EndedThrough,
        progress.AdmissionsPerSecond,
        progress.Opening is { } opened ? new(opened.EarlyCount, opened.IsDrawn, opened.At) : null,
        progress.Settings == new QueueSettings()
            ? null
            : new(
                progress.Settings.MaxActive,
                progress.Settings.AdmissionsPerMinute,
                progress.Settings.IsPaused,
                progress.Settings.Message,
                progress.Settings.HighestMaxActive),
        progress.RemovedCount == 0 ? null : progress.RemovedCount);

    public QueueProgress ToProgress() => new(
        Watermark,
        EndedThrough,
        AdmissionsPerSecond,
        Opening is { } opened ? new(opened.EarlyCount, opened.IsDrawn, opened.At) : null,
        Settings is { } set
            ? new(set.MaxActive, set.AdmissionsPerMinute, set.IsPaused, set.Message, set.HighestMaxActive)
            : new(),
        RemovedCount ?? 0);
}

/// <summary>The stored form of <see cref="DurableOpening"/>.</summary>
public sealed record StoredQueueOpening(long EarlyCount, bool IsDrawn, DateTimeOffset At);

/// <summary>The stored form of <see cref="QueueSettings"/>.</summary>
public sealed record StoredQueueSettings(
    int? MaxActive = null,
    int? AdmissionsPerMinute = null,
    bool IsPaused = false,
    string? Message = null,
    int? HighestMaxActive = null);
