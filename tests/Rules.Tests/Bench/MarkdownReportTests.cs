namespace Concert.Bench.Results;

public sealed class MarkdownReportTests
{
    [Fact]
    public void Each_contender_has_a_row_with_what_ours_is_to_it_and_whether_the_bar_was_reached()
    {
        var report = ReportOf(Workload() with { Bars = [new("concert", "FOR UPDATE", 2.5)] });
        Assert.Contains("| one seat (requests) | concert | 3,000 | 2,000 … 4,000 |  |  |  |\n", report, StringComparison.Ordinal);
        Assert.Contains("|  | FOR UPDATE | 1,500 | 1,000 … 1,600 | 2.00× | 2.5× | **no** |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ceiling_has_a_row_of_its_own()
    {
        var report = ReportOf(Workload() with { Ceilings = [new("concert", "p99 ms", 50)] });
        Assert.Contains("| one seat: p99 ms | concert | 17 |  |  | < 50 | yes |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_of_another_contender_of_ours_has_a_row_of_its_own()
    {
        var report = ReportOf(Workload() with { Bars = [new("FOR UPDATE", "concert", 0.25)] });
        Assert.Contains("| one seat: FOR UPDATE | concert |  |  | 0.50× | 0.25× | yes |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Latencies_are_listed_and_processor_times_are_not()
    {
        Assert.EndsWith(
            "| one seat | concert | p50 ms 2.5, p99 ms 16.7 |\n", ReportOf(Workload()), StringComparison.Ordinal);
    }

    private static Workload Workload() => new("one seat", "requests", [], []);

    private static string ReportOf(Workload workload) => MarkdownReport.Of(
        "2 cores",
        [new(workload, [
            new("concert", [Ours(2_000), Ours(3_000), Ours(4_000)]),
            new("FOR UPDATE", [new(1_000, TimeSpan.FromSeconds(1)), new(1_500, TimeSpan.FromSeconds(1)), new(1_600, TimeSpan.FromSeconds(1))]),
        ])]);

    private static Round Ours(int count) => new(
        count, TimeSpan.FromSeconds(1), new Dictionary<string, double> { ["p50 ms"] = 2.5, ["p99 ms"] = 16.72, ["CPU µs each"] = 99 });
}
