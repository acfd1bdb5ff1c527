using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Attacks;

/// <summary>The measured attacks as a table, from which docs/security.md has its figures.</summary>
internal static class AttackMarkdown
{
    /// <summary>The most that an attack may add to the memory of the process, and the fan's p99 that it may cause.</summary>
    internal const int GrowthBarMb = 150;
    internal const int FanBarMs = 100;

    private const double Megabyte = 1e6;
    private const string NothingStaysOpen = "–";

    public static string Of(TimeSpan duration, IReadOnlyList<AttackFigures> results)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ")
            .Append(CultureInfo.InvariantCulture, $"gateway and silo in one process on SQLite; each attack lasts {duration.TotalSeconds:0} s.\n");
        text.AddHead(["attack", "refused", "bars", "open at most", "served/s", "refused/s", "memory before, MB", "peak, MB", "growth, MB",
            "fan p50 ms", "p99 ms", "before: p99 ms", "fan's calls", "failed"], textColumns: 3);
        foreach (var result in results)
        {
            text.AddRow([
                result.Title,
                result.Tally.Refusals,
                BarsOf(result),
                result.Tally.MostOpen == 0 ? NothingStaysOpen : Whole(result.Tally.MostOpen),
                Figure(result.Tally.ServedCount / duration.TotalSeconds),
                Figure(result.Tally.RefusedCount / duration.TotalSeconds),
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

        var bars = $"\nBars: growth under {GrowthBarMb} MB, the fan's p99 under {FanBarMs} ms, no failed call.\n";
        return text.Append(bars).ToString();
    }

    private static string BarsOf(AttackFigures result)
    {
        List<string> missed = [];
        if (result.Growth >= GrowthBarMb * Megabyte) missed.Add("growth");
        if (result.Attacked.P99Ms >= FanBarMs) missed.Add("p99");
        if (result.Attacked.Failures > 0) missed.Add("failed calls");
        return missed.Count == 0 ? "reached" : $"**not reached: {string.Join(", ", missed)}**";
    }
}
