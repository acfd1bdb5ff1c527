namespace Concert.Bench.Attacks;

/// <summary>What a fan does when. The same seed gives the same fans.</summary>
/// <param name="JoinsAfterOpening">Negative: the fan joins in the lobby.</param>
/// <param name="Chooses">From the slot to the reservation.</param>
/// <param name="Pays">From the reservation to the payment.</param>
internal sealed record HoardFanPlan(TimeSpan JoinsAfterOpening, TimeSpan Chooses, TimeSpan Pays)
{
    private const int Seed = 20270302;
    private const double LateSeconds = 20;

    /// <summary>Half of the fans join in the lobby, and half in the first 20 s after the opening, evenly.</summary>
    public static IReadOnlyList<HoardFanPlan> Of(int count, TimeSpan lobby)
    {
        var random = new Random(Seed);
        var early = count / 2;
        return [.. Enumerable.Range(0, count).Select(number => new HoardFanPlan(
            number < early ? -lobby * (1 - ((double)number / early)) : TimeSpan.FromSeconds(LateSeconds * (number - early) / (count - early)),
            TimeSpan.FromSeconds(3 + (random.NextDouble() * 12)),
            TimeSpan.FromSeconds(5 + (random.NextDouble() * 15))))];
    }
}
