using Spectre.Console.Cli;

namespace Concert.Bench.Workloads;

/// <summary>How cost grows with silos, seats and users, and whether idle entities leave memory: tables and plots.</summary>
internal sealed class GrowthRun : AsyncCommand<GrowthSettings>
{
    private const int IdleCount = 50_000;
    private const int IdleCountQuick = 10_000;

    public override async Task<int> ExecuteAsync(CommandContext context, GrowthSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        await using var server = await BenchServer.OpenAsync(settings);
        var plans = GrowthPlans.All(server, settings.IsQuick).Where(plan => settings.Includes(plan.Plan.Name)).ToList();
        var watchesIdle = settings.Includes(IdleWatch.Name);
        if (plans.Count == 0 && !watchesIdle) throw new RefusedException($"No part of a growth run has '{settings.Filter}' in its name.");
        var machine = await BenchRun.DescribeAsync(server);

        // First, while the heap of this process is new.
        var idle = watchesIdle
            ? await IdleWatch.RunAsync(server, settings.IsQuick ? IdleCountQuick : IdleCount, settings.CollectionAge)
            : null;
        var measurements = await new Runner(settings.RoundCount).RunAsync([.. plans.Select(plan => plan.Plan)]);
        List<GrowthPoint> points = [.. plans.Zip(measurements, (plan, measurement) => new GrowthPoint(plan.Part, plan.At, measurement))];

        var tables = GrowthMarkdown.Of(machine.Title, points, idle);
        Console.WriteLine(tables);
        if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, tables, cancellationToken);
        if (settings.JsonPath is { } file)
        {
            var report = new { Machine = machine, Workloads = measurements.Select(JsonReport.WorkloadOf), Idle = idle };
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, JsonReport.Options), cancellationToken);
        }

        Directory.CreateDirectory(settings.SvgFolder);
        foreach (var (name, chart) in GrowthCharts.Of(points, idle))
        {
            var plot = Path.Combine(settings.SvgFolder, name);
            await File.WriteAllTextAsync(plot, SvgChart.Draw(chart), cancellationToken);
            Console.WriteLine(plot);
        }

        return CommandLine.Success;
    }
}
