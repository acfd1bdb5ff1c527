using System.Globalization;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Workloads;

/// <summary>The tables of a page run, in the form of docs/performance.md.</summary>
internal static class PageMarkdown
{
    public static string Of(PageResult result)
    {
        var arguments = result.Arguments;
        var slower = arguments.Slowdown > 1 ? $", the page's thread slowed {arguments.Slowdown:0.#} times" : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Machine}; {arguments.Device}{slower}, {arguments.Duration.TotalSeconds:0} s each; ")
            .Append(CultureInfo.InvariantCulture, $"{arguments.Rate:0.#} purchases started a second, or none: {result.Load}.\n");
        AddFirstLoads(text, result.FirstLoads);
        AddFrames(text, result.Parts);
        AddProcessor(text, result.Parts);
        AddDelays(text, result);
        return text.ToString();
    }

    private static void AddFirstLoads(StringBuilder text, IReadOnlyList<FirstLoad> loads)
    {
        text.AddHead(["first load, largest contentful paint", "loads", "median ms", "max ms"], textColumns: 1);
        foreach (var load in loads) text.AddRow([load.Screen, $"{load.LargestMs.Count}", .. Percentiles(load.LargestMs, [50, 100])]);
    }

    private static void AddFrames(StringBuilder text, IReadOnlyList<PartFigures> parts)
    {
        text.AddHead(["the page, frame to frame", "others buy", "p50 ms", "p95 ms", "p99 ms", "max ms", "frames", "over 50 ms", "longest task, ms of its own",
            "updates a second", "main thread, ms a second", "of it script", "to none buying"], textColumns: 2);
        foreach (var part in parts)
        {
            var idle = parts.First(other => other.Part.Name == part.Part.Name && !other.Part.IsLoaded);
            var frames = part.Events.Frames;
            text.AddRow([
                .. Title(part),
                .. Percentiles(frames, [50, 95, 99, 100]),
                $"{frames.Count:N0}",
                part.SlowFrameCount == 0 ? "0" : $"**{part.SlowFrameCount}**",
                .. new[] { part.LongestTaskMs, part.UpdatesPerSecond, part.TaskMs, part.ScriptMs }.Select(Figure),
                part.Part.IsLoaded ? $"{(part.TaskMs / idle.TaskMs).ToString("0.0", CultureInfo.InvariantCulture)}×" : "",
            ]);
        }
    }

    private static void AddProcessor(StringBuilder text, IReadOnlyList<PartFigures> parts)
    {
        text.AddHead(["% of a core", "others buy", "page", "its main thread", "which waited for a core", "compositor", "rest of the browser",
            "service", "bench", "not ours", "of the machine"], textColumns: 2);
        foreach (var part in parts)
        {
            var shares = part.Shares;
            double[] figures = [shares.Page, shares.PageMain, shares.PageMainWaited, shares.Compositor, shares.Browser, shares.Service, shares.Bench,
                shares.Others, shares.Machine / Environment.ProcessorCount];
            text.AddRow([.. Title(part), .. figures.Select(share => (share * 100).ToString("0", CultureInfo.InvariantCulture))]);
        }
    }

    private static void AddDelays(StringBuilder text, PageResult result)
    {
        text.AddHead(["from a caller's answer to the page", "others buy", "answers", "median ms", "p99 ms", "max ms", "over 500 ms", "never"], textColumns: 2);
        foreach (var part in result.Parts.Where(part => part.ShownAfter.Count + part.MissedCount > 0))
        {
            text.AddRow([
                .. Title(part),
                $"{part.ShownAfter.Count + part.MissedCount:N0}",
                .. Percentiles(part.ShownAfter, [50, 99, 100]),
                $"{part.ShownAfter.Count(delay => delay > PartFigures.ShownBarMs)}",
                $"{part.MissedCount}",
            ]);
        }

        var comparison = result.Comparison;
        text.Append(CultureInfo.InvariantCulture, $"\nWithout load, {comparison.SectionCount} sections and {comparison.SeatCount:N0} seats of the list were ")
            .Append("compared with the service's, and the map drawn change by change with the same map drawn anew: ")
            .Append(comparison.Faults.Count == 0 ? "all agree.\n" : $"{comparison.Faults.Count} do NOT agree.\n");
    }

    private static IEnumerable<string> Percentiles(IEnumerable<double> figures, int[] percents) =>
        percents.Select(percent => Figure(PartFigures.Percentile(figures, percent)));

    private static string[] Title(PartFigures part) => [part.Part.Name, part.Part.IsLoaded ? "yes" : "no"];
}
