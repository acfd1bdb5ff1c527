using System.Globalization;
using CsCheck;

namespace Concert;

/// <summary>
/// Property checks that try the same cases in every run. (CsCheck's own <c>Sample</c> goes on with fresh randomness after
/// the seed that it is given, which makes a test that may fail tomorrow.) <c>CONCERT_SEED</c> tries others.
/// </summary>
internal static class Seeded
{
    private static readonly ulong Seed = ulong.Parse(
        Environment.GetEnvironmentVariable("CONCERT_SEED") ?? "20261123", CultureInfo.InvariantCulture);

    public static void Always<T>(this Gen<T> gen, Action<T> holds, int caseCount = 2_000)
    {
        var random = new PCG(stream: 1, Seed);
        for (var i = 0; i < caseCount; i++)
        {
            var value = gen.Generate(random, null, out _);
            try
            {
                holds(value);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"Case {i} of CONCERT_SEED={Seed}: {Check.Print(value)}\n{failure.Message}", failure);
            }
        }
    }

    public static void Always<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> holds, int caseCount = 2_000) =>
        gen.Always(pair => holds(pair.Item1, pair.Item2), caseCount);
}
