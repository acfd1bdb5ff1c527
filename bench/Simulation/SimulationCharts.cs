namespace Concert.Bench.Simulation;

/// <summary>The plots of docs/simulation.md, with the names of their files.</summary>
internal static class SimulationCharts
{
    // What fits into a legend.
    private static readonly (string Variant, string Name)[] Compared =
    [
        ("all defenses", "all"),
        ("without admissions per address", "no address bound"),
        ("without the draw", "no draw"),
        ("100 seats for a user", "100 seats each"),
        ("none", "none"),
    ];

    public static IEnumerable<(string File, Chart Chart)> Of(EveningFigures evening)
    {
        var begin = evening.Minutes[0].At;
        Series Of(string name, Func<EveningMinute, double> value) =>
            new(name, [.. evening.Minutes.Select(minute => new Point((minute.At - begin).TotalMinutes, value(minute)))]);

        yield return ("simulation-line.svg", new(
            $"{evening.FanCount:N0} fans: the line, and the sale (opening at minute {-begin.TotalMinutes:0})",
            new("minutes since the lobby opened"),
            new("people, seats"),
            [Of("places given", minute => minute.Joined), Of("waiting", minute => minute.Waiting), Of("seats sold", minute => minute.Sold)]));
        yield return ("simulation-waits.svg", new(
            "Waits of those who were admitted",
            new("percent of them waited at most"),
            new("minutes"),
            [Waits("fans", evening.FanWaits), Waits("fans at shared addresses", evening.SharedAddressWaits), Waits("script", evening.ScriptWaits)]));
    }

    public static IEnumerable<(string File, Chart Chart)> Of(IReadOnlyList<DefenseResult> results)
    {
        foreach (var hasLobby in new[] { true, false })
        {
            yield return ($"simulation-scripts-{(hasLobby ? "lobby" : "no-lobby")}.svg", new(
                $"Seats that a script with 1,000 accounts gets, {(hasLobby ? "with a lobby" : "without a lobby")}",
                new("addresses of the script"),
                new("percent of the seats"),
                [.. Compared.Select(one => new Series(one.Name, [.. results
                    .Where(result => result.HasLobby == hasLobby && result.Variant.Name == one.Variant)
                    .Select(result => new Point(result.AddressCount, result.ScriptShare * 100))]))])
            { HasBars = true });
        }
    }

    public static IEnumerable<(string File, Chart Chart)> Of(IReadOnlyList<LaneFigures> lanes)
    {
        yield return ("simulation-lanes.svg", new(
            "Lanes: positions that a user loses at most, on an evening",
            new("lanes"),
            new("positions"),
            [Dealt("in proportion", LaneDealing.InProportion), Dealt("by time", LaneDealing.ByTime)])
        { HasBars = true });

        Series Dealt(string name, LaneDealing dealing) =>
            new(name, [.. lanes.Where(one => one.Dealing == dealing && one.Crowd == LaneCrowd.Evening).Select(one => new Point(one.LaneCount, one.MostPositions))]);
    }

    private static Series Waits(string name, List<double> seconds) => new(
        name, [.. Enumerable.Range(0, 21).Select(step => new Point(step * 5, EveningFigures.Percentile(seconds, step / 20.0) / 60))]);
}
