using System.Diagnostics;
using System.Reflection;
using Concert.Bench.Http;
using Spectre.Console;

namespace Concert.Bench;

/// <summary>Measures what the command line asks for, and shows it in one table.</summary>
internal static class BenchRun
{
    private const int Measured = 0;
    private const int WrongArguments = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        if (Assembly.GetExecutingAssembly().GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            return Refuse("A Debug build measures nothing of use: run it with -c Release.");
        try
        {
            return await MeasureAsync(BenchArguments.Parse(args));
        }
        catch (ArgumentException fault)
        {
            return Refuse($"{fault.Message}\n\n{BenchArguments.Usage}");
        }
    }

    private static async Task<int> MeasureAsync(BenchArguments arguments)
    {
        await using var server = await BenchServer.OpenAsync(arguments);
        var plans = InProcessWorkloads.All(server, arguments).Concat(HttpWorkloads.All(server))
            .Where(plan => arguments.Filter is not { } text || plan.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (plans.Count == 0) return Refuse($"No workload has '{arguments.Filter}' in its name.");
        var machine = await server.DescribeAsync();
        if (machine.NotDurable is { } setting) return Refuse($"The server's {setting} is off: no figure may come from it.");
        AnsiConsole.MarkupLineInterpolated($"{machine.Cores} cores, {machine.Runtime}, PostgreSQL {machine.Postgres}");

        var measurements = await RunAsync(arguments, plans);
        ResultTable.Write(AnsiConsole.Console, measurements);
        if (arguments.JsonPath is { } path) await JsonReport.WriteAsync(path, machine, measurements);
        return Measured;
    }

    private static Task<IReadOnlyList<Measurement>> RunAsync(BenchArguments arguments, IReadOnlyList<WorkloadPlan> plans) =>
        Console.IsOutputRedirected
            ? new Runner(arguments.RoundCount, new PlainView(Console.Out)).RunAsync(plans, arguments.Contender)
            : AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(context => new Runner(arguments.RoundCount, new BarsView(context)).RunAsync(plans, arguments.Contender));

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return WrongArguments;
    }
}
