using Microsoft.Extensions.Options;

namespace Concert.Hosting;

/// <summary>How a process ends that cannot start: one line on stderr that names the setting, and a code that is not 0.</summary>
public static class Startup
{
    private const int Failed = 1;

    /// <summary>Runs <paramref name="main"/>; 0 once it has drained.</summary>
    public static async Task<int> RunAsync(Func<Task> main)
    {
        try
        {
            await main();
            return 0;
        }
        catch (Exception fault) when (Explain(fault) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return Failed;
        }
    }

    private static string? Explain(Exception fault) => fault switch
    {
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        StartupException => fault.Message,
        AggregateException { InnerException: { } inner } => Explain(inner),
        // What the configuration binder says of an unknown key or of a value that is no number.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => OneLine(fault),
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } => OneLine(fault),
        _ => null,
    };

    private static string OneLine(Exception fault) =>
        string.Join(' ', fault.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
