using System.Diagnostics;
using System.Reflection;
using Concert.Bench.Http;
using Spectre.Console;

namespace Concert.Bench;

/// <summary>Measures what the command line asks for, and shows it in one table.</summary>
internal static class BenchRun
{
    public const int Measured = 0;

    private const int WrongArguments = 2;

    public static Task<int> RunAsync(string[] args) =>
        MeasureAsync(BenchArguments.Usage, () => MeasureAsync(BenchArguments.Parse(args)));

    /// <summary>What every run that measures refuses, it refuses in one way: a line on stderr, and 2.</summary>
    public static async Task<int> MeasureAsync(string usage, Func<Task<int>> measureAsync)
    {
        if (Assembly.GetExecutingAssembly().GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            return Refuse("A Debug build measures nothing of use: run it with -c Release.");
        try
        {
            return await measureAsync();
        }
        catch (ArgumentException fault)
        {
            return Refuse($"{fault.Message}\n\n{usage}");
        }
        catch (NotDurableException fault)
        {
            return Refuse(fault.Message);
        }
    }

    /// <exception cref="NotDurableException">A commit on it is none.</exception>
    public static void RequireDurable(Machine machine)
    {
        if (machine.NotDurable is { } setting) throw new NotDurableException($"The server's {setting} is off: no figure may come from it.");
    }

    public static Task<IReadOnlyList<Measurement>> RunAsync(BenchArguments arguments, IReadOnlyList<WorkloadPlan> plans) =>
        Console.IsOutputRedirected
            ? new Runner(arguments.RoundCount, new PlainView(Console.Out)).RunAsync(plans, arguments.Contender)
            : AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(context => new Runner(arguments.RoundCount, new BarsView(context)).RunAsync(plans, arguments.Contender));

    private static async Task<int> MeasureAsync(BenchArguments arguments)
    {
        await using var server = await BenchServer.OpenAsync(arguments);
        var plans = InProcessWorkloads.All(server, arguments).Concat(HttpWorkloads.All(server))
            .Where(plan => arguments.AsksFor(plan.Name))
            .ToList();
        if (plans.Count == 0) throw new ArgumentException($"No workload has '{arguments.Filter}' in its name.");
        var machine = await server.DescribeAsync();
        RequireDurable(machine);
        AnsiConsole.WriteLine(machine.Title);

        var measurements = await RunAsync(arguments, plans);
        ResultTable.Write(AnsiConsole.Console, measurements);
        if (arguments.JsonPath is { } path) await JsonReport.WriteAsync(path, machine, measurements);
        if (arguments.MarkdownPath is { } file) await File.WriteAllTextAsync(file, MarkdownReport.Of(machine.Title, measurements));
        return Measured;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return WrongArguments;
    }
}

/// <summary>The PostgreSQL server that was named does not put a commit on disk.</summary>
internal sealed class NotDurableException(string message) : Exception(message);
