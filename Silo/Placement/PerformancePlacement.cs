using Orleans.Runtime.Placement;

namespace Concert.Placement;

/// <summary>
/// Places everything of one performance on one silo, and every silo computes which: by rendezvous hashing of the performance and the
/// silos, so that a silo that joins or leaves moves only the performances that it gains or had. For grains whose key is
/// <c>performance</c> or <c>performance/…</c>.
/// </summary>
internal sealed class PerformancePlacement : PlacementStrategy
{
    public static PerformancePlacement Instance { get; } = new();
}

internal sealed class PerformancePlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(
            IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) ?? SiloOf(target.GrainIdentity.Key, silos));
    }

    /// <param name="grainKey">The key of a grain of the performance.</param>
    /// <param name="silos">At least one.</param>
    internal static SiloAddress SiloOf(IdSpan grainKey, IReadOnlyList<SiloAddress> silos)
    {
        if (silos.Count == 1) return silos[0];
        var key = grainKey.AsSpan();
        var slash = key.IndexOf((byte)'/');
        var performance = StableHash.ComputeHash(slash < 0 ? key : key[..slash]);
        var (best, bestScore) = (silos[0], 0UL);
        foreach (var silo in silos)
        {
            var score = Mix(((ulong)performance << 32) | (uint)silo.GetConsistentHashCode());
            if (score >= bestScore) (best, bestScore) = (silo, score);
        }

        return best;
    }

    // The finalizer of SplitMix64: every bit of the input changes half of the output's.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
