using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

/// <summary>Runs the workloads that the filter selects and prints one table.</summary>
internal sealed class BenchRun : AsyncCommand<RunSettings>
{
    public static async Task<Machine> DescribeAsync(BenchServer server)
    {
        var machine = await server.DescribeAsync();
        if (machine.NotDurable is { } setting) throw new RefusedException($"The server's {setting} is off: no figure may come from it.");
        AnsiConsole.WriteLine(machine.Title);
        return machine;
    }

    public override async Task<int> ExecuteAsync(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        await using var server = await BenchServer.OpenAsync(settings);
        var plans = InProcessWorkloads.All(server, settings.IsQuick).Concat(HttpWorkloads.All(server))
            .Where(plan => settings.Includes(plan.Name)).ToList();
        if (plans.Count == 0) throw new RefusedException($"No workload has '{settings.Filter}' in its name.");
        var machine = await DescribeAsync(server);

        var measurements = await new Runner(settings.RoundCount).RunAsync(plans, settings.Contender);
        ResultTable.Write(AnsiConsole.Console, measurements);
        if (settings.JsonPath is { } path) await JsonReport.WriteAsync(path, machine, measurements);
        if (settings.MarkdownPath is { } file) await File.WriteAllTextAsync(file, MarkdownReport.Of(machine.Title, measurements), cancellationToken);
        return CommandLine.Success;
    }
}
