using System.Diagnostics;
using System.Reflection;
using Concert.Bench;
using Spectre.Console;

const int Measured = 0;
const int WrongArguments = 2;

if (Assembly.GetExecutingAssembly().GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
    return Refuse("A Debug build measures nothing of use: run it with -c Release.");

BenchArguments arguments;
try
{
    arguments = BenchArguments.Parse(args);
}
catch (ArgumentException fault)
{
    return Refuse($"{fault.Message}\n\n{BenchArguments.Usage}");
}

await using var server = await BenchServer.OpenAsync(arguments);
var plans = InProcessWorkloads.All(server, arguments)
    .Where(plan => arguments.Filter is not { } text || plan.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
    .ToList();
if (plans.Count == 0) return Refuse($"No workload has '{arguments.Filter}' in its name.");

var machine = await server.DescribeAsync();
if (machine.NotDurable is { } setting) return Refuse($"The server's {setting} is off: no figure may come from it.");
AnsiConsole.MarkupLineInterpolated($"{machine.Cores} cores, {machine.Runtime}, PostgreSQL {machine.Postgres}");

var measurements = await RunAsync(plans);
ResultTable.Write(AnsiConsole.Console, measurements);
if (arguments.JsonPath is { } path) await JsonReport.WriteAsync(path, machine, measurements);
return Measured;

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return WrongArguments;
}

Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<WorkloadPlan> plans) => Console.IsOutputRedirected
    ? new Runner(arguments.RoundCount, new PlainView(Console.Out)).RunAsync(plans, arguments.Contender)
    : AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
        .StartAsync(context => new Runner(arguments.RoundCount, new BarsView(context)).RunAsync(plans, arguments.Contender));
