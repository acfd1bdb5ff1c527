using System.Globalization;
using CsCheck;

namespace Concert;

/// <summary>
/// Property checks that try the same cases in every run. CsCheck's own <c>Sample</c> continues with fresh randomness after its
/// seed, so a test that passes today could fail tomorrow. <c>CONCERT_SEED</c> selects other cases.
/// </summary>
/// <remarks>
/// A test marked <c>[Trait(Seeded.Speed, Seeded.Slow)]</c> runs a tenth of its cases, which halves the processor time of the suite.
/// It runs all of them when <c>CI</c> or <c>CONCERT_SAMPLES=all</c> is set; <c>./test</c> sets the latter.
/// </remarks>
internal static class Seeded
{
    public const string Speed = "Speed";
    public const string Slow = "Slow";

    private const int SlowShare = 10;
    private const string AllSamples = "CONCERT_SAMPLES=all";

    private static readonly ulong Seed = ulong.Parse(
        Environment.GetEnvironmentVariable("CONCERT_SEED") ?? "20261123", CultureInfo.InvariantCulture);

    private static readonly bool RunsAll =
        Environment.GetEnvironmentVariable("CONCERT_SAMPLES") == "all" || Environment.GetEnvironmentVariable("CI") is { Length: > 0 };

    public static void Always<T>(this Gen<T> gen, Action<T> holds, int caseCount = 2_000)
    {
        var random = new PCG(stream: 1, Seed);
        var share = IsSlow() && !RunsAll ? SlowShare : 1;
        for (var i = 0; i < caseCount / share; i++)
        {
            var value = gen.Generate(random, null, out _);
            try
            {
                holds(value);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"Case {i} of CONCERT_SEED={Seed} {AllSamples}: {Check.Print(value)}\n{failure.Message}", failure);
            }
        }
    }

    public static void Always<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> holds, int caseCount = 2_000) =>
        gen.Always(pair => holds(pair.Item1, pair.Item2), caseCount);

    public static void Always<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> holds, int caseCount = 2_000) =>
        gen.Always(three => holds(three.Item1, three.Item2, three.Item3), caseCount);

    private static bool IsSlow() =>
        TestContext.Current.TestMethod?.Traits.TryGetValue(Speed, out var values) == true && values.Contains(Slow);
}
