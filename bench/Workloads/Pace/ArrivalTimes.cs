using Concert.Bench.Simulation;

namespace Concert.Bench.Workloads;

/// <summary>When users arrive: a Poisson process, as of people who do not know of each other. One seed gives the same times.</summary>
internal static class ArrivalTimes
{
    /// <param name="perSecond">How many arrive a second, on average.</param>
    /// <param name="count">How many arrive in all.</param>
    /// <param name="seed">Of the gaps between them.</param>
    /// <returns>In order, since the start of the round.</returns>
    public static IReadOnlyList<TimeSpan> Of(double perSecond, int count, int seed)
    {
        var dice = new Dice((ulong)seed);
        var mean = TimeSpan.FromSeconds(1 / perSecond);
        var at = TimeSpan.Zero;
        var times = new TimeSpan[count];
        for (var i = 0; i < count; i++) times[i] = at += dice.Exponential(mean);
        return times;
    }
}
