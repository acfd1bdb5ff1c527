namespace Concert.Bench.Workloads;

public sealed class WaitingMarkdownTests
{
    private static readonly WaitingCalls Good = new(
        Sent: 300, Answered: 300, Admitted: 4, Lost: 0, Events: 5, ServerErrors: 0, Refusals: 0, P50Ms: 1, P99Ms: 49.9, P999Ms: 60, MaxMs: 90);

    [Fact]
    public void A_run_in_which_all_were_answered_in_time_reaches_the_bars() =>
        Assert.Contains("nothing lost: reached.", TableOf(Good), StringComparison.Ordinal);

    [Fact]
    public void Each_bar_that_was_missed_is_named() => Assert.Contains(
        "**not reached: answers, p99, 5xx, refusals, lost**.",
        TableOf(Good with { Sent = 301, P99Ms = 50, ServerErrors = 1, Refusals = 1, Lost = 1 }),
        StringComparison.Ordinal);

    [Fact]
    public void Rates_and_processor_time_are_those_of_a_second()
    {
        var table = TableOf(Good);

        Assert.Contains("| polls a second | 150 |", table, StringComparison.Ordinal);
        Assert.Contains("| events of streams a second | 2.5 |", table, StringComparison.Ordinal);
        Assert.Contains("| p50, p99, p99.9, max ms | 1, 49.9, 60, 90 |", table, StringComparison.Ordinal);
        Assert.Contains("| gateway, cores | 0.25 |", table, StringComparison.Ordinal);
        Assert.Contains("| gateway's memory before and with all, MB | 1, 2 |", table, StringComparison.Ordinal);
    }

    private static string TableOf(WaitingCalls calls) => WaitingMarkdown.Of("2 cores", new(
        10, 0, TimeSpan.FromSeconds(2), calls, new Dictionary<string, TimeSpan> { ["gateway"] = TimeSpan.FromSeconds(0.5) }, 2_000_000, 1_000_000));
}
