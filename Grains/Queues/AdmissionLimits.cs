namespace Concert.Queues;

/// <summary>How many users may be admitted at this moment, and how fast.</summary>
/// <param name="MaxActive">The most slots at a time.</param>
/// <param name="AdmissionsPerMinute">The most admissions a minute; null: as fast as slots are free.</param>
/// <param name="IsStopped">Nobody is admitted: in a pause, while no seat is left, and after the end of all sales.</param>
/// <param name="PerAddress">The most admissions of users of one address in any minute; null: any number.</param>
internal readonly record struct AdmissionLimits(
    int MaxActive, int? AdmissionsPerMinute = null, bool IsStopped = false, int? PerAddress = null)
{
    /// <summary>The time between two admissions; null: no rate is set.</summary>
    public TimeSpan? Interval => AdmissionsPerMinute is { } rate ? TimeSpan.FromMinutes(1) / rate : null;
}
