using System.Text.Json;
using Concert.Bench.Charts;
using Spectre.Console;

namespace Concert.Bench.Growth;

/// <summary>How cost grows with silos, seats and users; and whether what is idle leaves memory. Tables, and a plot for each.</summary>
internal static class GrowthRun
{
    private const int IdleCount = 50_000;
    private const int IdleCountQuick = 10_000;

    public static Task<int> RunAsync(string[] args) => BenchRun.MeasureAsync(
        GrowthArguments.Usage, () => RunAsync(GrowthArguments.Parse(args)));

    private static async Task<int> RunAsync(GrowthArguments arguments)
    {
        await using var server = await BenchServer.OpenAsync(arguments.Bench);
        var plans = GrowthPlans.All(server, arguments.Bench.IsQuick).Where(plan => arguments.Bench.AsksFor(plan.Plan.Name)).ToList();
        var watchesIdle = arguments.Bench.AsksFor(IdleWatch.Name);
        if (plans.Count == 0 && !watchesIdle)
            throw new ArgumentException($"No part of a growth run has '{arguments.Bench.Filter}' in its name.");
        var machine = await server.DescribeAsync();
        BenchRun.RequireDurable(machine);
        AnsiConsole.WriteLine(machine.Title);

        // First, on a heap that nothing else has been on.
        var idle = watchesIdle
            ? await IdleWatch.RunAsync(server, arguments.Bench.IsQuick ? IdleCountQuick : IdleCount, arguments.CollectionAge)
            : null;
        var measurements = await BenchRun.RunAsync(arguments.Bench, [.. plans.Select(plan => plan.Plan)]);
        List<GrowthPoint> points = [.. plans.Zip(measurements, (plan, measurement) => new GrowthPoint(plan.Part, plan.At, measurement))];

        var tables = GrowthMarkdown.Of(machine.Title, points, idle);
        Console.WriteLine(tables);
        if (arguments.Bench.MarkdownPath is { } path) await File.WriteAllTextAsync(path, tables);
        if (arguments.Bench.JsonPath is { } file) await WriteJsonAsync(file, machine, measurements, idle);
        await DrawAsync(arguments.SvgFolder, points, idle);
        return BenchRun.Measured;
    }

    private static async Task DrawAsync(string folder, IReadOnlyList<GrowthPoint> points, IdleResult? idle)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, chart) in GrowthCharts.Of(points, idle))
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, SvgChart.Draw(chart));
            Console.WriteLine(path);
        }
    }

    private static async Task WriteJsonAsync(string path, Machine machine, IReadOnlyList<Measurement> measurements, IdleResult? idle)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(
            file, new { Machine = machine, Workloads = measurements.Select(JsonReport.WorkloadOf), Idle = idle }, JsonReport.Options);
    }
}
