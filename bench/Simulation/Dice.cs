namespace Concert.Bench.Simulation;

/// <summary>Seeded randomness (SplitMix64): one seed gives the same numbers with every version of .NET.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>At least 0, less than 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Happens(double probability) => Fraction() < probability;

    /// <summary>At least 0, less than <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Fraction() * count);

    /// <summary>Evenly distributed, less than <paramref name="most"/>.</summary>
    public TimeSpan UpTo(TimeSpan most) => most * Fraction();

    public TimeSpan Exponential(TimeSpan mean) => mean * -Math.Log(1 - Fraction());

    /// <summary>Durations of people: half of them are below the median, and a few are far above it.</summary>
    public TimeSpan LogNormal(TimeSpan median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction()));

    /// <summary>Other numbers, which are independent of how many of these are drawn later.</summary>
    public Dice Fork() => new(Next());
}
