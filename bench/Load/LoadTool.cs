using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Load;

/// <summary>
/// Sends users to a running service at a steady rate, however late it answers, through its public API alone. It prints how long
/// each kind of call took, then reads everything back and compares it with the answers.
/// </summary>
internal sealed class LoadTool : AsyncCommand<LoadSettings>
{
    private const int Disagreement = 1;
    private const int FaultsShown = 20;

    // Above this share of the machine's cores the tool is taken for the bottleneck: it waits for cores itself, and where the service
    // runs on the same machine, the service has less than half of them.
    private const double MaxOwnShare = 0.5;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Open loop: each user arrives at a fixed moment, whatever happened to those before, and the first call's time counts from
    /// there.
    /// </summary>
    internal static async Task SendAllAsync(
        IReadOnlyList<LoadUser> users, double rate, TimeSpan duration, LoadProgress progress, CancellationToken noMore = default)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var running = new List<Task>(users.Count);
        for (var number = 0; number < users.Count; number++)
        {
            var due = TimeSpan.FromSeconds(number / rate);
            if (due > duration || noMore.IsCancellationRequested) break;
            if (due - Stopwatch.GetElapsedTime(startedAt) is { Ticks: > 0 } early) await Task.Delay(early, CancellationToken.None);
            progress.Arrived(Stopwatch.GetElapsedTime(startedAt) - due);
            running.Add(RunAsync(users[number], startedAt + (long)(due.TotalSeconds * Stopwatch.Frequency)));
        }

        await Task.WhenAll(running);

        async Task RunAsync(LoadUser user, long dueAt)
        {
            // So that the loop above does not run the user's first steps.
            await Task.Yield();
            await user.RunAsync(dueAt);
            progress.Left();
        }
    }

    /// <returns>0: everything agrees. 1: something does not. 2 (from <see cref="CommandLine"/>): the tool could not run.</returns>
    public override async Task<int> ExecuteAsync(CommandContext context, LoadSettings settings, CancellationToken cancellationToken)
    {
        var (statistics, reading, progress) = (new CallStatistics(), new CallStatistics(), new LoadProgress());
        var url = new Uri(settings.Url);
        using var service = new ServiceClient(url, settings.Patience, statistics);
        using var reader = new ServiceClient(url, settings.Patience, reading);
        var concert = await LoadConcert.FindAsync(reader, settings);
        var users = Enumerable.Range(0, settings.Users)
            .Select(number => new LoadUser(service, concert, settings.Patience, settings.Seed, progress, number)).ToList();
        var duration = settings.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        var (spentBefore, startedAt) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await ShowAsync(statistics, progress, SendAllAsync(users, settings.Rate, duration, progress, cancellationToken));
        ShowOwnCost(Environment.CpuUsage.TotalTime - spentBefore, Stopwatch.GetElapsedTime(startedAt), settings.Users, progress);

        AnsiConsole.WriteLine("Reading everything back.");
        var faults = await new LoadAudit(reader, concert).RunAsync(users.Select(user => user.Record));
        foreach (var fault in faults.Take(FaultsShown)) AnsiConsole.MarkupLineInterpolated($"[red]{fault}[/]");
        AnsiConsole.WriteLine(faults.Count == 0
            ? "Everything agrees with the answers: nothing lost, nothing doubled, no seat with two owners."
            : $"{faults.Count} things do not agree.");
        return faults.Count == 0 ? CommandLine.Success : Disagreement;
    }

    private static void ShowOwnCost(TimeSpan spent, TimeSpan elapsed, int userCount, LoadProgress progress)
    {
        var share = spent / elapsed / Environment.ProcessorCount;
        AnsiConsole.WriteLine(
            $"The load tool itself used {spent.TotalSeconds:N1} s of processor time in {elapsed.TotalSeconds:N1} s: {share:P0} of " +
            $"{Environment.ProcessorCount} cores, {spent.TotalMilliseconds / userCount:N1} ms per user. Users arrived at most {progress.MaxLateness.TotalMilliseconds:N0} ms late.");
        if (share < MaxOwnShare) return;
        AnsiConsole.MarkupLine(
            "[yellow]The load tool was the bottleneck: it took half of the machine's cores or more. The times above are its own as much as the " +
            "service's. Lower --rate, or run it on another machine.[/]");
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
        foreach (var (call, code, count) in statistics.Refusals()) AnsiConsole.WriteLine($"{call}: {code} × {count:N0}");
    }

    private static Table TableOf(CallStatistics statistics, LoadProgress progress)
    {
        var table = new Table().Title(progress.ToString()).AddColumn("call (ms)");
        foreach (var name in new[] { "count", "p50", "p90", "p99", "p99.9", "max" }) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in statistics.Figures())
            table.AddRow(row.Call, $"{row.Count:N0}", $"{row.P50:N1}", $"{row.P90:N1}", $"{row.P99:N1}", $"{row.P999:N1}", $"{row.Max:N1}");
        return table;
    }
}
