namespace Concert.Bench.Workloads;

public sealed class PaceSummaryTests
{
    private const string Ours = ContenderNames.Concert;
    private const string Together = ContenderNames.OneProcess;
    private const string Theirs = ContenderNames.ForUpdate;

    private static readonly GeneratorFigures Idle = new(Microseconds: 120, Core: 0.06, LateP50Ms: 0.5, LateP99Ms: 2, ConnectionCount: 12);

    [Fact]
    public void A_ratio_is_the_median_of_the_ratios_of_each_round()
    {
        // The machine was half as fast in the second round: for both.
        var summary = new PaceSummary([Of(Ours, 1, 500), Of(Theirs, 1, 1_000), Of(Ours, 2, 1_200), Of(Theirs, 2, 2_000), Of(Ours, 3, 550), Of(Theirs, 3, 1_000)]);
        Assert.Equal(0.55, summary.Ratio(500, Ours, Theirs, round => round.AllProcessor));
        Assert.Equal(550, summary.Median(500, Ours, round => round.AllProcessor));
    }

    [Fact]
    public void A_round_in_which_the_generator_was_the_bottleneck_counts_for_nothing()
    {
        var summary = new PaceSummary([
            Of(Ours, 1, 500), Of(Theirs, 1, 1_000), Of(Ours, 2, 9_000), Of(Theirs, 2, 1_000) with { Generator = Idle with { Core = 0.9 } },
        ]);
        Assert.Equal(0.5, summary.Ratio(500, Ours, Theirs, round => round.AllProcessor));
        Assert.Single(summary.Counting(500, Theirs));
    }

    [Fact]
    public void Without_a_round_that_counts_for_both_there_is_no_ratio() =>
        Assert.Null(new PaceSummary([Of(Ours, 1, 500), Of(Theirs, 2, 500)]).Ratio(500, Ours, Theirs, round => round.AllProcessor));

    [Fact]
    public void Ours_is_the_shape_that_takes_less_processor_time()
    {
        var summary = new PaceSummary([Of(Ours, 1, 500), Of(Together, 1, 400), Of(Theirs, 1, 100)]);
        Assert.Equal(Together, summary.BetterShape(500));
        Assert.Null(summary.BetterShape(100));
    }

    [Fact]
    public void The_table_shows_why_a_round_does_not_count_and_what_the_generator_took()
    {
        var late = Of(Theirs, 1, 1_000) with { Generator = Idle with { LateP50Ms = 9 } };
        var text = PaceMarkdown.Of("Two cores", new([Of(Ours, 1, 500), late], [], []));
        Assert.Contains("| 500 | concert | 1 of 1 | 400 |", text);
        Assert.Contains("|  | FOR UPDATE | **0 of 1**: the generator was 9 ms late at the median |  |  |  |  |  |  |  |  |  | 120 | 6 | 9 / 2 | 0.05 |", text);
    }

    [Fact]
    public void The_table_has_the_ratio_in_the_row_of_the_other_contender()
    {
        var text = PaceMarkdown.Of("Two cores", new([Of(Ours, 1, 500), Of(Theirs, 1, 1_000)], [], []));
        Assert.Contains("| 500 | concert | 1 of 1 | 400 |  |  | 100 | 500 |  | 1.50 | 4.6 | 5 | 120 | 6 | 0.5 / 2 | 0.05 |", text);
        Assert.Contains("|  | FOR UPDATE | 1 of 1 | 900 |  |  | 100 | 1,000 | 0.50× | 1.50 | 4.6 | 5 | 120 | 6 | 0.5 / 2 | 0.05 |", text);
        Assert.Contains("| 500 | concert | 8 / 60 / 90 |", text);
    }

    [Fact]
    public void The_table_says_that_the_machine_was_not_quiet()
    {
        Assert.DoesNotContain("not quiet", PaceMarkdown.Of("Two cores", new([Of(Ours, 1, 500)], [], [])));
        var text = PaceMarkdown.Of("Two cores", new([Of(Ours, 1, 500), Of(Ours, 2, 500) with { OtherCores = 1.2 }], [], []));
        Assert.Contains("**The machine was not quiet**: other work used up to 1.2 cores.", text);
    }

    [Fact]
    public void A_bar_is_judged_by_the_better_shape()
    {
        var verdicts = PaceBars.Of(new PaceSummary([Of(Ours, 1, 900), Of(Together, 1, 590), Of(Theirs, 1, 1_000)])).ToList();
        var all = verdicts.Find(verdict => verdict.Work == "processor time of all processes, 500 users/s (concert, one process)")!;
        Assert.Equal((0.59, 0.6, true), (all.Figure, all.Limit, all.IsReached));
        // PostgreSQL takes the same of both here, and a quarter is the bar.
        Assert.False(verdicts.Find(verdict => verdict.Work.StartsWith("PostgreSQL's", StringComparison.Ordinal))!.IsReached);
        Assert.DoesNotContain(verdicts, verdict => verdict.Against == ContenderNames.SingleStatement);
    }

    [Fact]
    public void The_highest_rate_and_the_cold_start_have_their_bars()
    {
        var highest = PaceBars.Of([new HighestRate(Ours, 900, null, []), new(Together, 1_200, null, []), new(Theirs, 600, null, [])]);
        Assert.Equal((2, true), highest.Select(verdict => (verdict.Figure, verdict.IsReached)).Single());
        var cold = PaceBars.Of([new ColdFigures(Ours, "closed loop", [Took(900), Took(1_600), Took(2_000)], [Took(1_000)]), new(Theirs, "closed loop", [Took(9_000)], [Took(1)])]);
        Assert.Equal((1.6, false), cold.Select(verdict => (verdict.Figure, verdict.IsReached)).Single());
    }

    [Fact]
    public void The_first_purchases_after_a_start_stand_beside_the_warm_ones()
    {
        var text = PaceMarkdown.Of("Two cores", new([], [], [new(Ours, "200 users/s", [Took(3_000, 400), Took(3_200, 500)], [Took(1_000, 20)]), new(Ours, "closed loop", [Took(800)], [Took(400)])]));
        Assert.Contains("| concert | 200 users/s | 3,100 |  |  |  | 3,100 | 1,000 | 3.10× | 450 | 20 | 2 |", text);
        Assert.Contains("| concert | closed loop | 800 |  |  |  | 800 | 400 | 2.00× |  |  | 1 |", text);
    }

    [Fact]
    public void The_table_of_highest_rates_shows_each_try_and_where_the_generator_was_the_limit()
    {
        var tried = new[] { Of(Ours, 1, 500) with { Rate = 200 }, Of(Ours, 1, 700) with { Rate = 250, RefusedCount = 3 } };
        var text = PaceMarkdown.Of("Two cores", new([], [new(Ours, 200, null, tried), new(Theirs, 250, "the generator used 80 % of a core", [])], []));
        Assert.Contains("| concert | 200 | 8 / 60 | 500 | 200 yes, 250 no |", text);
        Assert.Contains("| FOR UPDATE | 250 or more: the generator used 80 % of a core |  |  |  |", text);
    }

    [Theory]
    [InlineData(99, 10.5, 0, true)]
    [InlineData(101, 10.5, 0, false)]
    [InlineData(20, 12.5, 0, false)]
    [InlineData(20, 10.5, 1, false)]
    public void A_rate_is_served_if_reservations_are_fast_and_the_last_user_is_done_soon(double p99Ms, double seconds, int refusedCount, bool isServed)
    {
        var round = Of(Ours, 1, 500) with { Seconds = seconds, RefusedCount = refusedCount, Calls = new Dictionary<string, CallTimes> { ["reserve"] = new(1, 1, p99Ms, p99Ms) } };
        Assert.Equal(isServed, round.IsServed);
        Assert.Equal(refusedCount == 0, round.WhyNot is null);
    }

    private static ColdRound Took(double time, double? reserveMs = null) => new(new Dictionary<string, double> { [PaceFigures.Silo] = time }, reserveMs);

    private static PaceFigures Of(string contender, int round, double time) => new(
        contender,
        Rate: 500,
        round,
        Count: 5_000,
        ArrivalSeconds: 10,
        Seconds: 10.1,
        new Dictionary<string, double> { [PaceFigures.Silo] = time - 100, [PaceFigures.Postgres] = 100 },
        new Dictionary<string, CallTimes> { ["join"] = new(5_000, 8, 60, 90), ["reserve"] = new(5_000, 8, 60, 90) },
        CallCount: 5,
        Commits: 1.5,
        WalBytes: 4_600,
        Idle,
        OtherCores: 0.05,
        RefusedCount: 0);
}
