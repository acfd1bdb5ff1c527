using System.Globalization;
using System.Text;

namespace Concert.Bench.Page;

/// <summary>The tables of a run of the page, as docs/performance.md has them.</summary>
internal static class PageMarkdown
{
    public static string Of(PageResult result)
    {
        var arguments = result.Arguments;
        var slower = arguments.Slowdown > 1 ? $", the page's thread slowed {arguments.Slowdown:0.#} times" : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Machine}; {arguments.Device}{slower}, {arguments.Duration.TotalSeconds:0} s each; ")
            .Append(CultureInfo.InvariantCulture, $"{arguments.Rate:0.#} purchases begun a second, or none: {result.Load}.\n");
        AddFrames(text, result.Parts);
        AddProcessor(text, result.Parts);
        AddKnown(text, result);
        return text.ToString();
    }

    private static void AddFrames(StringBuilder text, IReadOnlyList<PartFigures> parts)
    {
        AddHead(text, "the page, frame to frame", "others buy", "p50 ms", "p95 ms", "p99 ms", "max ms", "frames", "over 50 ms", "longest task, ms of its own",
            "updates a second", "main thread, ms a second", "of it script", "to none buying");
        foreach (var part in parts)
        {
            var idle = parts.First(other => other.Part.Name == part.Part.Name && !other.Part.IsLoaded);
            var frames = part.Seen.Frames;
            AddRow(text,
                part.Part.Name,
                part.Part.IsLoaded ? "yes" : "no",
                Figure(PartFigures.Percentile(frames, 50)),
                Figure(PartFigures.Percentile(frames, 95)),
                Figure(PartFigures.Percentile(frames, 99)),
                Figure(PartFigures.Percentile(frames, 100)),
                $"{frames.Count:N0}",
                part.SlowFrameCount == 0 ? "0" : $"**{part.SlowFrameCount}**",
                Figure(part.LongestTaskMs),
                Figure(part.UpdatesPerSecond),
                Figure(part.TaskMs),
                Figure(part.ScriptMs),
                part.Part.IsLoaded ? $"{(part.TaskMs / idle.TaskMs).ToString("0.0", CultureInfo.InvariantCulture)}×" : "");
        }
    }

    private static void AddProcessor(StringBuilder text, IReadOnlyList<PartFigures> parts)
    {
        AddHead(text, "% of a core", "others buy", "page", "its main thread", "which waited for a core", "compositor", "rest of the browser",
            "service", "bench", "not ours", "of the machine");
        foreach (var part in parts)
        {
            var shares = part.Shares;
            AddRow(text,
                part.Part.Name, part.Part.IsLoaded ? "yes" : "no", Percent(shares.Page), Percent(shares.PageMain), Percent(shares.PageMainWaited),
                Percent(shares.Compositor), Percent(shares.Browser), Percent(shares.Service), Percent(shares.Bench), Percent(shares.Others),
                Percent(shares.Machine / Environment.ProcessorCount));
        }
    }

    private static void AddKnown(StringBuilder text, PageResult result)
    {
        AddHead(text, "from a caller's answer to the page", "others buy", "answers", "median ms", "p99 ms", "max ms", "over 500 ms", "never");
        foreach (var part in result.Parts.Where(part => part.KnownAfter.Count + part.MissedCount > 0))
        {
            AddRow(text,
                part.Part.Name,
                part.Part.IsLoaded ? "yes" : "no",
                $"{part.KnownAfter.Count + part.MissedCount:N0}",
                Figure(PartFigures.Percentile(part.KnownAfter, 50)),
                Figure(PartFigures.Percentile(part.KnownAfter, 99)),
                Figure(PartFigures.Percentile(part.KnownAfter, 100)),
                $"{part.KnownAfter.Count(known => known > PartFigures.KnownBarMs)}",
                $"{part.MissedCount}");
        }

        var truth = result.Truth;
        text.Append(CultureInfo.InvariantCulture, $"\nWhen all was quiet, {truth.SectionCount} sections and {truth.SeatCount:N0} seats of the list were compared with the ")
            .Append("service's, and the map drawn change by change with the same map drawn anew: ")
            .Append(truth.Faults.Count == 0 ? "all agree.\n" : $"{truth.Faults.Count} do NOT agree.\n");
    }

    private static void AddHead(StringBuilder text, params IReadOnlyList<string> titles)
    {
        text.Append('\n');
        AddRow(text, titles);
        AddRow(text, [.. titles.Select((_, i) => i < 2 ? "---" : "---:")]);
    }

    private static void AddRow(StringBuilder text, params IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Percent(double share) => $"{(share * 100).ToString("0", CultureInfo.InvariantCulture)}";

    private static string Figure(double figure) => figure.ToString(figure < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
