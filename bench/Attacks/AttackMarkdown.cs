using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Attacks;

/// <summary>The table of docs/security.md.</summary>
internal static class AttackMarkdown
{
    /// <summary>The most that an attack may add to the memory of the process, and the fan's p99 that it may cause.</summary>
    internal const int GrowthBarMb = 150;
    internal const int FanBarMs = 100;

    private const double Megabyte = 1e6;

    public static string Of(TimeSpan duration, IReadOnlyList<AttackFigures> results)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ")
            .Append(CultureInfo.InvariantCulture, $"gateway and silo in one process on SQLite; each attack lasts {duration.TotalSeconds:0} s.\n");
        text.AddHead(["attack", "refused", "bars", "served at a time, at most", "memory before, MB", "peak, MB", "growth, MB", "fan p50 ms", "p99 ms",
            "before: p99 ms", "fan's calls", "failed"], textColumns: 3);
        foreach (var result in results)
        {
            text.AddRow([
                result.Title,
                result.Refusals,
                IsReached(result) ? "reached" : "**not reached**",
                Whole(result.MostOpen),
                Whole(result.Before / Megabyte),
                Whole(result.Peak / Megabyte),
                Whole(result.Growth / Megabyte),
                Figure(result.Attacked.P50Ms),
                Figure(result.Attacked.P99Ms),
                Figure(result.Quiet.P99Ms),
                Whole(result.Attacked.Calls),
                Whole(result.Attacked.Failures),
            ]);
        }

        return text.Append(CultureInfo.InvariantCulture, $"\nBars: growth under {GrowthBarMb} MB, the fan's p99 under {FanBarMs} ms, no failed call.\n").ToString();
    }

    private static bool IsReached(AttackFigures result) =>
        result.Growth < GrowthBarMb * Megabyte && result.Attacked is { P99Ms: < FanBarMs, Failures: 0 };
}
