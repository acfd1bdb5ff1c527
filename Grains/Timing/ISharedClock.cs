namespace Concert.Timing;

/// <summary>
/// The time of day by the one clock that all silos of a cluster share, the database's. What must not happen early on any silo, however
/// wrong the clock of its machine is, waits for this one too.
/// </summary>
public interface ISharedClock
{
    /// <summary>A time that is certainly not later than now.</summary>
    ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancellationToken);
}
