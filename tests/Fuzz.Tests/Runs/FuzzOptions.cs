using System.Globalization;

namespace Concert.Runs;

/// <summary>A run: its seed gives its requests. The ids in them are the service's.</summary>
/// <param name="RequestCount">The number of requests, without those that compare the service with the model.</param>
internal sealed record FuzzOptions(int Seed, int RequestCount)
{
    private const int MostFaults = 20;

    /// <summary>
    /// The number of requests between two comparisons of everything. It does not depend on the length of the run: a comparison moves
    /// the clock, and a shorter run must repeat the beginning of a longer one.
    /// </summary>
    public int CheckInterval { get; init; } = 500;

    /// <summary>True if the service refuses requests over a limit. Time then passes slowly, so that users reach it.</summary>
    public bool IsLimited { get; init; }

    /// <summary>True if the service asks for a challenge before a user joins a queue.</summary>
    public bool IsChallenged { get; init; }

    /// <summary>The time from one request to the next, on the clock of the service.</summary>
    public TimeSpan Tick => TimeSpan.FromMilliseconds(IsLimited ? 50 : 300);

    /// <summary>The run ends once it has found so many kinds of faults.</summary>
    public int FaultLimit { get; init; } = MostFaults;

    /// <summary><c>CONCERT_SEED</c> and <c>CONCERT_FUZZ_REQUESTS</c> select another run than the short one of <c>./test</c>.</summary>
    public static FuzzOptions Of(int seed, int requestCount) =>
        new(Setting("CONCERT_SEED", seed), Setting("CONCERT_FUZZ_REQUESTS", requestCount));

    /// <summary>
    /// The randomness of one step, from the seed and the number of the step alone. Neighboring seeds of <see cref="Random"/> give
    /// similar numbers, so the bits are mixed (the finalizer of SplitMix64).
    /// </summary>
    public Random RandomOf(int number)
    {
        var bits = ((ulong)(uint)Seed << 32) | (uint)number;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return new((int)(bits ^ (bits >> 31)));
    }

    public override string ToString() => $"CONCERT_SEED={Seed} CONCERT_FUZZ_REQUESTS={RequestCount}";

    private static int Setting(string name, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : defaultValue;
}
