using Spectre.Console.Cli;

namespace Concert.Bench.Simulation;

/// <summary>Simulates the opening of a sale in virtual time, with the rules of the service. One seed gives the same bytes.</summary>
internal sealed class SimulateRun : AsyncCommand<SimulationSettings>
{
    private const int ScriptAccounts = 1_000;
    private const int ScriptAddresses = 10;
    private const int FansForASeat = 50;
    private const int SeedCount = 3;

    private static readonly (string Name, Func<SimulationSettings, SimulationReport> Run)[] Parts =
    [
        ("evening", RunEvening),
        ("claims", RunClaims),
        ("defenses", RunDefenses),
        ("lanes", RunLanes),
    ];

    public override async Task<int> ExecuteAsync(CommandContext context, SimulationSettings settings, CancellationToken cancellationToken)
    {
        var parts = Parts.Where(part => settings.Part is not { } name || part.Name == name).ToList();
        if (parts.Count == 0)
            throw new RefusedException($"'--part' is '{settings.Part}'; it must be one of {string.Join(", ", Parts.Select(part => part.Name))}.");
        var text = "";
        foreach (var (name, run) in parts)
        {
            var startedAt = Stopwatch.GetTimestamp();
            var report = run(settings);
            Console.Error.WriteLine($"{name}: {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0.0} s, {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");
            Console.WriteLine(report.Text);
            text += report.Text;
            Directory.CreateDirectory(settings.SvgFolder);
            foreach (var (file, chart) in report.Charts)
                await File.WriteAllTextAsync(Path.Combine(settings.SvgFolder, file), SvgChart.Draw(chart), cancellationToken);
        }

        if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, text, cancellationToken);
        return CommandLine.Success;
    }

    private static SimulationReport RunEvening(SimulationSettings settings)
    {
        var figures = Evening.Run(new()
        {
            Seed = (ulong)settings.Seed,
            SeatCount = settings.EveningFanCount / FansForASeat,
            Crowd = new() { FanCount = settings.EveningFanCount },
            Script = new(ScriptAccounts, ScriptAddresses),
        });
        return new(SimulationMarkdown.Of(figures), [.. SimulationCharts.Of(figures)]);
    }

    private static int SeedCountOf(SimulationSettings settings) => settings.IsQuick ? 1 : SeedCount;

    private static SimulationReport RunClaims(SimulationSettings settings) =>
        new(SimulationMarkdown.OfClaims(ClaimStudy.Run(settings.Seed, SeedCountOf(settings))), []);

    private static SimulationReport RunDefenses(SimulationSettings settings)
    {
        var runs = new DefenseRuns(settings.Seed, SeedCountOf(settings));
        var buying = runs.Buying();
        return new(
            string.Concat(
                SimulationMarkdown.OfBuying(buying, hasLobby: true),
                SimulationMarkdown.OfBuying(buying, hasLobby: false),
                SimulationMarkdown.OfJoining(runs.Joining()),
                SimulationMarkdown.OfFewFans(runs.FewFans()),
                SimulationMarkdown.OfHolding(runs.Holding())),
            [.. SimulationCharts.Of(buying)]);
    }

    private static SimulationReport RunLanes(SimulationSettings settings)
    {
        List<LaneFigures> lanes =
        [
            .. from crowd in Enum.GetValues<LaneCrowd>()
               from dealing in Enum.GetValues<LaneDealing>()
               from laneCount in LaneStudy.LaneCounts
               select LaneStudy.Run(crowd, dealing, laneCount, settings.EveningFanCount, (ulong)settings.Seed),
        ];
        return new(SimulationMarkdown.Of(lanes), [.. SimulationCharts.Of(lanes)]);
    }
}

internal sealed record SimulationReport(string Text, IReadOnlyList<(string File, Chart Chart)> Charts);
