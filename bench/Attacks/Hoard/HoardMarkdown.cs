using System.Globalization;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Attacks;

/// <summary>Sales with a script as a table, from which docs/waiting-room.md has its figures.</summary>
internal static class HoardMarkdown
{
    /// <summary>The share of the hall that a script of one address must stay below.</summary>
    internal const double ShareBar = 0.05;

    public static string Of(string machine, TimeSpan lobby, IReadOnlyList<HoardFigures> results)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{machine}; PostgreSQL, silo, gateway, script and fans on it; {lobby.TotalSeconds:0} s of lobby.\n");
        text.AddHead(["addresses", "bound", "places at the opening, +60 s", "challenges", "hashes", "admitted", "script's seats", "share",
            "fans with seats at +60 s", "fans who paid", "wait p50, p95, max s", "bars"], textColumns: 2);
        foreach (var result in results)
        {
            var (script, fans) = (result.Script, result.Fans);
            text.AddRow([
                Whole(result.AddressCount),
                BoundOf(result),
                $"{Whole(script.PlacesAtOpening)}, {Whole(script.Places)}",
                Whole(script.Challenges),
                $"{Figure(script.Hashes / 1e6)} million",
                Whole(script.Admitted),
                $"{Whole(script.Seats)} of {Whole(result.HallSeats)}",
                result.ScriptShare.ToString("0.0 %", CultureInfo.InvariantCulture),
                $"{Whole(fans.WithSeats)} of {Whole(fans.Count)}",
                Whole(fans.Paid),
                string.Join(", ", Figure(fans.WaitAt(50).TotalSeconds), Figure(fans.WaitAt(95).TotalSeconds), Figure(fans.WaitAt(100).TotalSeconds)),
                BarsOf(result),
            ]);
        }

        text.Append(CultureInfo.InvariantCulture, $"\nBars of one address with the service's own bound: under {ShareBar:0 %} of the hall, and every fan paid.\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nAddresses: {result.AddressCount}, bound: {BoundOf(result)}. Refused to the script: ")
                .Append(TextOf(result.Script.Refusals)).Append(". Refused to fans: ").Append(TextOf(result.Fans.Refusals)).Append(".\n");
        }

        return text.ToString();
    }

    private static string BoundOf(HoardFigures result) => result.Bound switch
    {
        null => "default",
        0 => "none",
        { } bound => Whole(bound),
    };

    private static string TextOf(IReadOnlyList<(string Call, string Code, long Count)> refusals) => refusals.Count == 0
        ? "none"
        : string.Join(", ", refusals.Select(refusal => $"{refusal.Call} {refusal.Code}: {Whole(refusal.Count)}"));

    private static string BarsOf(HoardFigures result)
    {
        if (result is not { AddressCount: 1, Bound: null }) return "–";
        List<string> missed = [];
        if (result.ScriptShare >= ShareBar) missed.Add("share");
        if (result.Fans.Paid < result.Fans.Count) missed.Add("fans");
        return missed.Count == 0 ? "reached" : $"**not reached: {string.Join(", ", missed)}**";
    }
}
