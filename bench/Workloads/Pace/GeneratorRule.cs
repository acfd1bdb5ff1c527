using System.Globalization;

namespace Concert.Bench.Workloads;

/// <summary>Decides whether the generator was the bottleneck of a round. Then the round says nothing about the service.</summary>
internal static class GeneratorRule
{
    /// <summary>The generator has one thread. Above this share of a core its own queue would be a part of every time.</summary>
    public const double MostOfACore = 0.7;

    /// <summary>Half of the users may be handled at most this late. The timer alone is up to a millisecond late.</summary>
    public const double MostLateMs = 5;

    /// <summary>
    /// Whether the generator itself had too much to do. If it is only late, then others had the processors: on this machine that is a
    /// contender at its limit.
    /// </summary>
    public static bool IsBusy(GeneratorFigures generator) => generator.Core > MostOfACore;

    /// <returns>The reason. Null: it was not the bottleneck.</returns>
    public static string? WhyNot(GeneratorFigures generator) => generator switch
    {
        _ when IsBusy(generator) => string.Create(CultureInfo.InvariantCulture, $"the generator used {generator.Core * 100:0} % of a core"),
        { LateP50Ms: > MostLateMs } => string.Create(CultureInfo.InvariantCulture, $"the generator was {generator.LateP50Ms:0.#} ms late at the median"),
        _ => null,
    };
}
