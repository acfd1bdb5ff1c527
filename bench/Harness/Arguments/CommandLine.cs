using System.Reflection;
using Concert.Bench.Attacks;
using Concert.Bench.Simulation;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

/// <summary>The verbs of the bench. Every wrong argument is refused in one way: one line on stderr, and exit code 2.</summary>
internal static class CommandLine
{
    public const int Success = 0;

    private const int Refused = 2;
    private const string DefaultVerb = "run";

    private static readonly string[] Flags = ["--quick", "--wal-delay", "--search", "--cold", "--help", "--version"];

    public static async Task<int> RunAsync(string[] args)
    {
        var app = new CommandApp();
        app.Configure(config =>
        {
            config.SetApplicationName("dotnet run -c Release --project bench --").UseStrictParsing().PropagateExceptions();
            config.AddCommand<BenchRun>(DefaultVerb).WithDescription("Every workload, against SQL. The default.");
            config.AddCommand<GrowthRun>("growth").WithDescription("How cost grows with silos, seats and users; what leaves memory when idle.");
            config.AddCommand<PaceRun>("pace").WithDescription("What a purchase costs when users arrive at a rate, against SQL; highest rate; cold start.");
            config.AddCommand<WaitingRun>("waiting").WithDescription("Users who wait and poll as told, or keep a stream open: times and cost.");
            config.AddCommand<PageRun>("page").WithDescription("The booking page in a browser while other users buy.");
            config.AddCommand<LoadTool>("load").WithDescription("Sends users to a running service, then reads everything back and compares.");
            config.AddCommand<AttackRun>("attack").WithDescription("Attacks the service while a fan uses it beside; memory and the fan's times.");
            config.AddCommand<SimulateRun>("simulate").WithDescription("The opening of a sale in virtual time: waits, order, slots, and what scripts get.");
            config.AddCommand<HoardRun>("hoard").WithDescription("A script with 1,000 accounts buys beside 200 fans: whose are the seats.");
        });
        try
        {
            RequireValues(args);
            return await app.RunAsync(args is ["--help" or "-h" or [not '-', ..], ..] ? args : [DefaultVerb, .. args]);
        }
        catch (Exception fault) when (fault is CommandAppException or RefusedException)
        {
            await Console.Error.WriteLineAsync(fault.Message.ReplaceLineEndings(" "));
            return Refused;
        }
    }

    /// <exception cref="RefusedException">This is a Debug build.</exception>
    public static void RequireRelease()
    {
        if (Assembly.GetExecutingAssembly().GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            throw new RefusedException("The figures of a Debug build are of no use: run the bench with -c Release.");
    }

    // Spectre.Console.Cli 0.57.2 gives an option without a value a name of its own as the value, and runs.
    private static void RequireValues(string[] args)
    {
        foreach (var (index, name) in args.Index())
        {
            var isBare = name.StartsWith("--", StringComparison.Ordinal) && !name.Contains('=') && !Flags.Contains(name);
            if (isBare && (index + 1 == args.Length || args[index + 1].StartsWith("--", StringComparison.Ordinal)))
                throw new RefusedException($"'{name}' is no option without a value.");
        }
    }
}

/// <summary>The bench cannot do what was asked. The message is one line for the operator.</summary>
internal sealed class RefusedException(string message) : Exception(message);
