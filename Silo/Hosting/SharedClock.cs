using Concert.Storage;
using Concert.Timing;

namespace Concert.Hosting;

/// <summary>
/// The clock of the grains, corrected by how far the clock of this machine is from the database's. One process with its own database file
/// shares its clock with nobody.
/// </summary>
internal sealed class SharedClock(TimeProvider time, IDatabaseClock? database) : ISharedClock
{
    public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        if (database is null) return time.GetUtcNow();
        var before = time.GetUtcNow();
        var skew = ClockSkew.Of(await OffGrainThread.RunAsync(() => database.ReadAsync(cancellationToken)));
        var after = time.GetUtcNow();
        // The earlier one: the clock of this machine may have been set meanwhile.
        return (before < after ? before : after) + skew.Offset - skew.Uncertainty;
    }
}
