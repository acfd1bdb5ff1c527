using System.Diagnostics;
using Spectre.Console;

namespace Concert.Bench.Load;

/// <summary>
/// Sends users to a running service at a steady rate, whatever it answers and however late, through its public API alone;
/// tells how long each call took; and afterwards reads everything back and says whether it agrees with what was told.
/// </summary>
internal static class LoadTool
{
    private const int FaultsShown = 20;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    /// <summary>0: all agrees. 1: something does not, or a user was let down by more than a domain "no". 2: it could not run.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await RunAsync(LoadOptions.Parse(args));
        }
        catch (LoadException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    private static async Task<int> RunAsync(LoadOptions options)
    {
        var (statistics, reading, progress) = (new CallStatistics(), new CallStatistics(), new LoadProgress());
        using var service = new ServiceClient(options.Url, options.Patience, statistics);
        using var reader = new ServiceClient(options.Url, options.Patience, reading);
        var concert = await LoadConcert.FindAsync(reader, options);
        var shoppers = Enumerable.Range(0, options.Users)
            .Select(number => new Shopper(service, concert, options, progress, number)).ToList();
        await ShowAsync(statistics, progress, SendAllAsync(shoppers, options, progress));

        AnsiConsole.MarkupLine("Reading everything back.");
        var faults = await new Check(reader, concert).RunAsync(shoppers.Select(shopper => shopper.Told));
        foreach (var fault in faults.Take(FaultsShown)) AnsiConsole.MarkupLineInterpolated($"[red]{fault}[/]");
        AnsiConsole.MarkupLineInterpolated(
            $"{(faults.Count == 0 ? "All agrees with what was told: nothing lost, nothing twice, no seat with two owners." : $"{faults.Count} things do not agree.")}");
        return faults.Count == 0 ? 0 : 1;
    }

    // Open loop: each comes at a moment of its own, however the others fare, and the first call's time counts from there.
    internal static async Task SendAllAsync(
        IReadOnlyList<Shopper> shoppers, LoadOptions options, LoadProgress progress, CancellationToken noMore = default)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var journeys = new List<Task>(shoppers.Count);
        for (var number = 0; number < shoppers.Count; number++)
        {
            var due = TimeSpan.FromSeconds(number / options.Rate);
            if (due > options.Duration || noMore.IsCancellationRequested) break;
            if (due - Stopwatch.GetElapsedTime(startedAt) is { Ticks: > 0 } early) await Task.Delay(early, CancellationToken.None);
            progress.Arrived();
            journeys.Add(GoAsync(shoppers[number], startedAt + (long)(due.TotalSeconds * Stopwatch.Frequency), progress));
        }

        await Task.WhenAll(journeys);
    }

    private static async Task GoAsync(Shopper shopper, long dueAt, LoadProgress progress)
    {
        // Off the loop that lets them come.
        await Task.Yield();
        await shopper.GoAsync(dueAt);
        progress.Gone();
    }

    private static async Task ShowAsync(CallStatistics statistics, LoadProgress progress, Task running)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive)
        {
            await AnsiConsole.Live(TableOf(statistics, progress)).StartAsync(async display =>
            {
                while (!running.IsCompleted)
                {
                    await Task.WhenAny(running, Task.Delay(Refresh));
                    display.UpdateTarget(TableOf(statistics, progress));
                }
            });
        }

        await running;
        if (!AnsiConsole.Profile.Capabilities.Interactive) AnsiConsole.Write(TableOf(statistics, progress));
        foreach (var (call, code, count) in statistics.Codes()) AnsiConsole.MarkupLineInterpolated($"{call}: {code} × {count:N0}");
    }

    private static Table TableOf(CallStatistics statistics, LoadProgress progress)
    {
        var table = new Table().Title(progress.ToString()!).AddColumn("call (ms)");
        foreach (var name in new[] { "count", "p50", "p90", "p99", "p99.9", "max" }) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in statistics.Figures())
        {
            table.AddRow(
                row.Call, $"{row.Count:N0}", $"{row.P50:N1}", $"{row.P90:N1}", $"{row.P99:N1}", $"{row.P999:N1}", $"{row.Max:N1}");
        }

        return table;
    }
}
