namespace Concert.Bench.Attacks;

public sealed class AttackMarkdownTests
{
    private const long Megabyte = 1_000_000;

    [Fact]
    public void An_attack_that_reaches_the_bars_says_so()
    {
        Assert.Contains("| flood | none | reached |", TableOf(growth: 149 * Megabyte, p99Ms: 99.9, failures: 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_bar_that_was_missed_is_named()
    {
        var table = TableOf(growth: 150 * Megabyte, p99Ms: 100, failures: 1);
        Assert.Contains("| flood | none | **not reached: growth, p99, failed calls** |", table, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_served_and_refused_is_counted_by_the_second()
    {
        var tally = new AttackTally();
        for (var request = 0; request < 3; request++) tally.Served();
        tally.Refused("429");
        tally.Refused("429");
        tally.Refused("503");

        Assert.Contains("| 429: 2, 503: 1 | reached | – | 1.5 | 1.5 |", TableOf(0, 5, 0, tally), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stays_open_is_served_as_well()
    {
        var tally = new AttackTally();
        tally.Opened();
        tally.Opened();
        tally.Closed();
        tally.Opened();

        Assert.Contains("| none | reached | 2 | 1.5 | 0 |", TableOf(0, 5, 0, tally), StringComparison.Ordinal);
    }

    private static string TableOf(long growth, double p99Ms, int failures, AttackTally? tally = null) => AttackMarkdown.Of(
        TimeSpan.FromSeconds(2),
        [new("flood", Before: 0, Peak: growth, new(400, 0, 2, 5, 9), new(80, failures, 2, p99Ms, 200), tally ?? new())]);
}
