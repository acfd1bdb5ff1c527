using Orleans.Configuration;

namespace Concert.Bench.Growth;

/// <summary>
/// When a silo puts the idle to rest. What is set for the service is for minutes; watched in seconds, all of it is shortened
/// in one proportion.
/// </summary>
/// <param name="age">What the general age becomes; none: it stays.</param>
internal sealed class CollectionSettings(TimeSpan? age)
{
    private static readonly TimeSpan LeastQuantum = TimeSpan.FromSeconds(1);

    /// <summary>As the service is set.</summary>
    public CollectionTimes Own { get; private set; } = null!;

    /// <summary>As the silo that is watched is.</summary>
    public CollectionTimes Used { get; private set; } = null!;

    /// <summary>Of all ages, those of single classes too.</summary>
    public TimeSpan Longest { get; private set; }

    public void Apply(GrainCollectionOptions options)
    {
        Own = new(options.CollectionAge, options.CollectionQuantum);
        if (age is { } shorter)
        {
            var share = shorter / options.CollectionAge;
            options.CollectionAge = shorter;
            options.CollectionQuantum = Max(options.CollectionQuantum * share, LeastQuantum);
            // None may be shorter than the time between two looks.
            foreach (var (grain, its) in options.ClassSpecificCollectionAge.ToList())
                options.ClassSpecificCollectionAge[grain] = Max(its * share, options.CollectionQuantum * 2);
        }

        Used = new(options.CollectionAge, options.CollectionQuantum);
        Longest = options.ClassSpecificCollectionAge.Values.Append(options.CollectionAge).Max();
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <param name="Age">What was idle for so long may go.</param>
/// <param name="Quantum">How often the silo looks.</param>
internal sealed record CollectionTimes(TimeSpan Age, TimeSpan Quantum);

/// <param name="Own">As the service is set.</param>
/// <param name="Used">As the silo that was watched was.</param>
/// <param name="EntityCount">Seats, wallets, and users in line: so many of each.</param>
/// <param name="EmptyBytes">Alive before any of them.</param>
/// <param name="Samples">From the end of the load on.</param>
/// <param name="IsGone">Whether all of them left memory.</param>
/// <param name="RestoredCount">Seats and wallets that were asked for again, and were as they had been.</param>
/// <param name="RestoredMs">In this time.</param>
internal sealed record IdleResult(
    CollectionTimes Own,
    CollectionTimes Used,
    int EntityCount,
    long EmptyBytes,
    IReadOnlyList<IdleSample> Samples,
    bool IsGone,
    int RestoredCount,
    double RestoredMs);

/// <param name="Active">Activations of each kind.</param>
/// <param name="AllActive">Activations of every kind, the runtime's own too.</param>
/// <param name="Bytes">Alive on the heap, everything of the process together.</param>
internal sealed record IdleSample(double Seconds, IReadOnlyDictionary<string, int> Active, int AllActive, long Bytes);
