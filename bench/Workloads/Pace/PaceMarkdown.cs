using System.Globalization;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Workloads;

/// <summary>The tables of a run of the pace, in the form of docs/performance.md.</summary>
internal static class PaceMarkdown
{
    // The contenders that wait for their turn take some hundredths.
    private const double QuietCores = 0.25;

    private static readonly string[] Processes = [PaceFigures.Silo, PaceFigures.Gateway, PaceFigures.Service, PaceFigures.Postgres];

    private static readonly string[] ProcessTitles = ["silo", "gateway", "service", "PostgreSQL"];

    private static readonly string[] Calls = ["join", "poll", "layout", "seats", PaceFigures.Reserve, "charge", "pay", PaceFigures.Purchase];

    public static string Of(string machine, PaceReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{machine}. Processor times are µs for one purchase, without the generator's. {JourneyReads.Text}\n");
        var rounds = new PaceSummary(report.Rounds);
        if (report.Rounds.Count > 0)
        {
            AddCosts(text, rounds);
            AddCalls(text, rounds);
        }

        if (report.Highest.Count > 0) AddHighest(text, report.Highest);
        if (report.Cold.Count > 0) AddCold(text, report.Cold);
        AddBars(text, [.. PaceBars.Of(rounds), .. PaceBars.Of(report.Highest), .. PaceBars.Of(report.Cold)]);
        return text.ToString();
    }

    private static void AddCosts(StringBuilder text, PaceSummary rounds)
    {
        text.AddHead(
            [
                "users/s", "contender", "rounds that count", .. ProcessTitles, "all", "ours to it", "commits", "WAL kB", "calls",
                "generator µs", "% of a core", "late ms", "other work, cores",
            ],
            textColumns: 3);
        foreach (var rate in rounds.Rates)
        {
            var first = Whole(rate);
            foreach (var contender in rounds.Contenders)
            {
                text.AddRow([first, contender, CountOf(rounds, rate, contender), .. CostsOf(rounds, rate, contender)]);
                first = "";
            }
        }

        text.Append("\n*Ours to it*: processor time of the service, in the shape that takes less at that rate, to that of the row; the median of the ")
            .Append("ratios of each round. What the generator and other work took is of all rounds, the rest of those that count.\n");
        var most = rounds.MostOtherCores;
        if (most > QuietCores)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**The machine was not quiet**: other work used up to {most:0.0} cores. ")
                .Append("It makes calls slower, and slower calls share more commits: costs, ratios and bars are not those of a quiet machine.\n");
        }
    }

    private static IEnumerable<string> CostsOf(PaceSummary rounds, double rate, string contender)
    {
        foreach (var process in Processes)
        {
            yield return rounds.Median(rate, contender, round => round.Processor.GetValueOrDefault(process)) is { } time and > 0 ? Whole(time) : "";
        }

        yield return Text(rounds.Median(rate, contender, round => round.AllProcessor), Whole);
        var ratio = PaceSummary.IsOurs(contender) || rounds.BetterShape(rate) is not { } ours
            ? null
            : rounds.Ratio(rate, ours, contender, round => round.AllProcessor);
        yield return Text(ratio, Times);
        yield return Text(rounds.Median(rate, contender, round => round.Commits), Hundredths);
        yield return Text(rounds.Median(rate, contender, round => round.WalBytes / 1e3), Figure);
        yield return Text(rounds.Median(rate, contender, round => round.CallCount), Figure);
        // Of all rounds: a reader sees why one does not count.
        var all = rounds.All(rate, contender);
        yield return Whole(Statistics.Median(all.Select(round => round.Generator.Microseconds)));
        yield return Whole(Statistics.Median(all.Select(round => round.Generator.Core * 100)));
        yield return $"{Figure(Statistics.Median(all.Select(round => round.Generator.LateP50Ms)))} / {Figure(Statistics.Median(all.Select(round => round.Generator.LateP99Ms)))}";
        yield return Hundredths(Statistics.Median(all.Select(round => round.OtherCores)));
    }

    private static string CountOf(PaceSummary rounds, double rate, string contender)
    {
        var all = rounds.All(rate, contender);
        var reasons = all.Select(round => round.WhyNot).OfType<string>().ToList();
        var count = $"{all.Count - reasons.Count} of {all.Count}";
        return reasons.Count == 0 ? count : $"**{count}**: {string.Join("; ", reasons)}";
    }

    private static void AddCalls(StringBuilder text, PaceSummary rounds)
    {
        text.Append("\np50 / p99 / p99.9 in ms, from the moment at which the call was due:\n")
            .AddHead(["users/s", "contender", .. Calls], textColumns: 2);
        foreach (var rate in rounds.Rates)
        {
            var first = Whole(rate);
            foreach (var contender in rounds.Contenders)
            {
                text.AddRow([first, contender, .. Calls.Select(call => TimesOf(rounds, rate, contender, call))]);
                first = "";
            }
        }
    }

    private static string TimesOf(PaceSummary rounds, double rate, string contender, string call)
    {
        var times = rounds.Counting(rate, contender).Where(round => round.Calls.ContainsKey(call)).Select(round => round.Calls[call]).ToList();
        if (times.Count == 0) return "";
        return string.Join(" / ", new Func<CallTimes, double>[] { it => it.P50Ms, it => it.P99Ms, it => it.P999Ms }
            .Select(figure => Figure(Statistics.Median(times.Select(figure)))));
    }

    private static void AddHighest(StringBuilder text, IReadOnlyList<HighestRate> highest)
    {
        text.AddHead(["contender", "highest rate, users/s", "p50 / p99 ms of reserve there", "all µs there", "tried"], textColumns: 1);
        foreach (var found in highest)
        {
            var there = found.Tried.LastOrDefault(round => round.Rate == found.UsersPerSecond && round.IsServed);
            var reserve = there?.Calls[PaceFigures.Reserve];
            text.AddRow([
                found.Contender,
                Text(found.UsersPerSecond, Whole) + (found.StoppedBecause is { } why ? $" or more: {why}" : ""),
                reserve is null ? "" : $"{Figure(reserve.P50Ms)} / {Figure(reserve.P99Ms)}",
                Text(there?.AllProcessor, Whole),
                string.Join(", ", found.Tried.Select(round => $"{Whole(round.Rate)} {(round.IsServed ? "yes" : "no")}")),
            ]);
        }
    }

    private static void AddCold(StringBuilder text, IReadOnlyList<ColdFigures> cold)
    {
        text.AddHead(["contender", "the first purchases", .. ProcessTitles, "all", "warm", "ratio", "p99 ms of reserve", "warm", "starts"], textColumns: 2);
        foreach (var figures in cold)
        {
            text.AddRow([
                figures.Contender,
                figures.Mode,
                .. Processes.Select(process => figures.Cold[0].Processor.ContainsKey(process)
                    ? Whole(Statistics.Median(figures.Cold.Select(start => start.Processor[process])))
                    : ""),
                Whole(figures.ColdAll),
                Whole(figures.WarmAll),
                Times(figures.Ratio),
                ReserveOf(figures.Cold),
                ReserveOf(figures.Warm),
                Whole(figures.Cold.Count),
            ]);
        }
    }

    private static string ReserveOf(IReadOnlyList<ColdRound> rounds) =>
        rounds.Select(round => round.ReserveP99Ms).OfType<double>().ToList() is { Count: > 0 } times ? Figure(Statistics.Median(times)) : "";

    private static void AddBars(StringBuilder text, IReadOnlyList<PaceVerdict> verdicts)
    {
        if (verdicts.Count == 0) return;
        text.AddHead(["work", "against", "measured", "bar", "reached"], textColumns: 2);
        foreach (var verdict in verdicts)
        {
            Func<double, string> show = verdict.Against.Length > 0 ? Times : Figure;
            text.AddRow([
                verdict.Work, verdict.Against, show(verdict.Figure), $"at {(verdict.IsLeast ? "least" : "most")} {show(verdict.Limit)}",
                verdict.IsReached ? "yes" : "**no**",
            ]);
        }
    }

    private static string Text(double? figure, Func<double, string> text) => figure is { } value ? text(value) : "";

    private static string Hundredths(double figure) => figure.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Times(double ratio) => $"{Hundredths(ratio)}×";
}
