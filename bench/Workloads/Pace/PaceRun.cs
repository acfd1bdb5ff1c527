using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Workloads;

/// <summary>What a purchase costs at the pace of a real sale, for the service and for the baselines, in turns.</summary>
internal sealed class PaceRun : AsyncCommand<PaceSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, PaceSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        var contenders = new List<PaceContender>();
        try
        {
            foreach (var name in settings.Contenders) contenders.Add(await PaceContender.OpenAsync(name, settings.HasWalDelay));
            var machine = await contenders[0].DescribeAsync();
            if (machine.NotDurable is { } setting) throw new RefusedException($"The server's {setting} is off: no figure may come from it.");
            AnsiConsole.WriteLine(machine.Title);

            var report = await MeasureAsync(contenders, settings);
            var tables = PaceMarkdown.Of(machine.Title, report);
            Console.WriteLine(tables);
            if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, tables, cancellationToken);
            if (settings.JsonPath is { } file)
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Machine = machine, Pace = report }, JsonReport.Options), cancellationToken);
        }
        finally
        {
            foreach (var contender in contenders) await contender.DisposeAsync();
        }

        return CommandLine.Success;
    }

    private static async Task<PaceReport> MeasureAsync(IReadOnlyList<PaceContender> contenders, PaceSettings settings)
    {
        var rounds = new PaceRounds(settings.Seats, settings.Seed);
        if (settings.IsCold) return new([], [], await new ColdStart(rounds, settings.RoundCount).MeasureAsync(contenders));
        foreach (var contender in contenders)
        {
            await contender.StartAsync();
            await rounds.WarmUpAsync(contender);
        }

        return settings.IsSearch
            ? new([], await SearchAsync(rounds, contenders, settings), [])
            : new(await PaceAsync(rounds, contenders, settings), [], []);
    }

    private static async Task<IReadOnlyList<PaceFigures>> PaceAsync(
        PaceRounds rounds, IReadOnlyList<PaceContender> contenders, PaceSettings settings)
    {
        var all = new List<PaceFigures>();
        foreach (var rate in settings.EachRate)
        {
            for (var round = 1; round <= settings.RoundCount; round++)
            {
                foreach (var contender in contenders) all.Add(await rounds.PaceAsync(contender, rate, round, settings.UserCount(rate)));
            }
        }

        return all;
    }

    private static async Task<IReadOnlyList<HighestRate>> SearchAsync(
        PaceRounds rounds, IReadOnlyList<PaceContender> contenders, PaceSettings settings)
    {
        var found = new List<HighestRate>();
        foreach (var contender in contenders)
        {
            var search = new RateSearch();
            var tried = new List<PaceFigures>();
            while (search.Next is { } rate)
            {
                var round = tried.Count(before => before.Rate == rate) + 1;
                var figures = await rounds.PaceAsync(contender, rate, round, settings.UserCount(rate));
                tried.Add(figures);
                if (GeneratorRule.IsBusy(figures.Generator)) search.Stop();
                else search.Record(figures.IsServed);
            }

            var last = tried[^1].Generator;
            found.Add(new(contender.Name, search.Highest, GeneratorRule.IsBusy(last) ? GeneratorRule.WhyNot(last) : null, tried));
        }

        return found;
    }
}
