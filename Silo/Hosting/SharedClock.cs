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
        var skew = ClockSkew.Of(await OffGrainThread.RunAsync(() => database.ReadAsync(cancellationToken)));
        return time.GetUtcNow() + skew.Offset - skew.Uncertainty;
    }
}
