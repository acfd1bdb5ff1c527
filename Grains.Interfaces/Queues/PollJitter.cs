namespace Concert.Queues;

/// <summary>
/// Makes poll intervals differ, so that users who joined together do not poll together for hours. It changes with the place and with
/// the moment: whole seconds alone would keep those with the same interval together.
/// </summary>
/// <param name="Stretch">0 to below 1: from a fifth shorter to a fifth longer.</param>
/// <param name="Rounding">0 to below 1: whether a fraction of a second is rounded up.</param>
public readonly record struct PollJitter(double Stretch, double Rounding)
{
    /// <summary>The part of an interval by which it is at most longer or shorter.</summary>
    public const double Most = 0.2;

    // 2^32: each of the two numbers is half of the hash.
    private const double Scale = 1L << 32;

    /// <summary>The jitter of an answer to this place at this time.</summary>
    public static PollJitter Of(long place, DateTimeOffset at)
    {
        var hash = Mix(Mix((ulong)place) ^ (ulong)at.UtcTicks);
        return new((hash >> 32) / Scale, (uint)hash / Scale);
    }

    /// <summary>Whole seconds, whose mean over all jitters is <paramref name="meanSeconds"/>.</summary>
    public int Apply(double meanSeconds) => (int)Math.Floor((meanSeconds * (1 - Most + (2 * Most * Stretch))) + Rounding);

    // The finalizer of SplitMix64: each bit of the input changes half of the bits of the result.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
