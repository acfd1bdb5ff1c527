namespace Concert.Queues;

/// <summary>How many users may be admitted at this moment, and how fast.</summary>
/// <param name="MaxActive">The most slots at a time.</param>
/// <param name="AdmissionsPerMinute">The most admissions a minute; null: as fast as slots are free.</param>
/// <param name="IsStopped">Nobody is admitted: before the opening, in a pause, and after the end of all sales.</param>
/// <param name="MaxAdmissions">The most users that may be admitted now: for more there is no seat; null: any number.</param>
internal readonly record struct AdmissionLimits(
    int MaxActive, int? AdmissionsPerMinute = null, bool IsStopped = false, int? MaxAdmissions = null)
{
    /// <summary>Whether a slot is free and may be given.</summary>
    public bool HasRoom(int slotCount, int admittedCount = 0) =>
        !IsStopped && slotCount < MaxActive && !(admittedCount >= MaxAdmissions);

    /// <summary>The time between two admissions; null: no rate is set.</summary>
    public TimeSpan? Interval => AdmissionsPerMinute is { } rate ? TimeSpan.FromMinutes(1) / rate : null;
}
