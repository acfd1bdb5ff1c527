namespace Concert.Bench.Attacks;

/// <summary>What one attack cost.</summary>
/// <param name="Before">Resident bytes of the gateway's process, the most before the attack.</param>
/// <param name="Peak">The most during the attack.</param>
internal sealed record AttackFigures(string Title, long Before, long Peak, FanFigures Quiet, FanFigures Attacked, AttackTally Tally)
{
    public long Growth => Math.Max(0, Peak - Before);
}

/// <param name="Failures">Calls that were refused or not answered in 10 s.</param>
internal sealed record FanFigures(long Calls, int Failures, double P50Ms, double P99Ms, double MaxMs);
