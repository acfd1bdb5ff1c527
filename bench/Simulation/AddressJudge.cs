namespace Concert.Bench.Simulation;

/// <summary>Judges the bound of admissions for an address by what is reported to it, without the code of the queue.</summary>
/// <param name="bound">The most admissions in any minute; null: any number.</param>
internal sealed class AddressJudge(int? bound)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, Queue<TimeSpan>> _admissions = [];

    /// <summary>Users who were passed over although their address was below its bound.</summary>
    public int WrongCount { get; private set; }

    /// <summary>Users who were admitted although their address was at its bound.</summary>
    public int OverCount { get; private set; }

    public void IsAdmitted(long addressTag, TimeSpan now)
    {
        if (CountOf(addressTag, now) is not { } recent) return;
        if (recent.Count >= bound) OverCount++;
        recent.Enqueue(now);
    }

    public void IsPassedOver(long addressTag, TimeSpan now)
    {
        if (CountOf(addressTag, now) is not { } recent || recent.Count < bound) WrongCount++;
    }

    public bool HasRoom(long addressTag, TimeSpan now) => CountOf(addressTag, now) is not { } recent || recent.Count < bound;

    private Queue<TimeSpan>? CountOf(long addressTag, TimeSpan now)
    {
        if (bound is null) return null;
        if (!_admissions.TryGetValue(addressTag, out var recent)) _admissions.Add(addressTag, recent = []);
        while (recent.TryPeek(out var oldest) && oldest <= now - Minute) recent.Dequeue();
        return recent;
    }
}
