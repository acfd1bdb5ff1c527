using Orleans.Configuration;

namespace Concert.Bench.Workloads;

/// <summary>
/// When a silo deactivates idle grains. The service's settings are minutes. To observe it in seconds, all of them are shortened in
/// the same proportion.
/// </summary>
/// <param name="age">The new general age. Null: the settings stay.</param>
internal sealed class CollectionSettings(TimeSpan? age)
{
    private static readonly TimeSpan MinQuantum = TimeSpan.FromSeconds(1);

    /// <summary>As the service is configured.</summary>
    public CollectionTimes Own { get; private set; } = null!;

    /// <summary>As the observed silo is configured.</summary>
    public CollectionTimes Used { get; private set; } = null!;

    /// <summary>The longest age of all, including those of single grain classes.</summary>
    public TimeSpan Longest { get; private set; }

    public void Apply(GrainCollectionOptions options)
    {
        Own = new(options.CollectionAge, options.CollectionQuantum);
        if (age is { } shorter)
        {
            var share = shorter / options.CollectionAge;
            options.CollectionAge = shorter;
            options.CollectionQuantum = Max(options.CollectionQuantum * share, MinQuantum);
            // Orleans requires every age to be longer than the quantum.
            foreach (var (grain, its) in options.ClassSpecificCollectionAge.ToList())
                options.ClassSpecificCollectionAge[grain] = Max(its * share, options.CollectionQuantum * 2);
        }

        Used = new(options.CollectionAge, options.CollectionQuantum);
        Longest = options.ClassSpecificCollectionAge.Values.Append(options.CollectionAge).Max();
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <param name="Age">Idle time after which a grain may be deactivated.</param>
/// <param name="Quantum">How often the silo checks.</param>
internal sealed record CollectionTimes(TimeSpan Age, TimeSpan Quantum);

/// <param name="EntityCount">Seats, wallets, and users in the queue: so many of each.</param>
/// <param name="EmptyBytes">Live bytes before any of them existed.</param>
/// <param name="Samples">From the end of the load on.</param>
/// <param name="IsGone">Whether all of them left memory.</param>
/// <param name="RestoredCount">Seats and wallets that were read again and were unchanged.</param>
/// <param name="RestoredMs">The time of those reads.</param>
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
/// <param name="AllActive">Activations of every kind, those of Orleans itself too.</param>
/// <param name="Bytes">Live bytes of the heap of the whole process.</param>
internal sealed record IdleSample(double Seconds, IReadOnlyDictionary<string, int> Active, int AllActive, long Bytes);
