using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Concert.Bench.Load;

namespace Concert.Bench.Page;

/// <summary>
/// The booking page on a map of 50,000 seats, while others buy and while nobody does: how even its frames are, what they cost,
/// how soon it knows, and whether what it shows is true.
/// </summary>
internal sealed class PageRun(PageArguments arguments, Stadium stadium, Visitor visitor)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The last row of the last section: who looks for the best seats takes it last.
    private readonly StadiumSection _section = stadium.Sections[^1];
    private readonly int _row = stadium.Sections[^1].RowCount;

    public static Task<int> RunAsync(string[] args) => BenchRun.MeasureAsync(PageArguments.Usage, () => RunAsync(PageArguments.Parse(args)));

    private static async Task<int> RunAsync(PageArguments arguments)
    {
        await using var stadium = await Stadium.OpenAsync();
        await using var visitor = await Visitor.ComeAsync(stadium.Url, arguments);
        var result = await new PageRun(arguments, stadium, visitor).RunAsync();
        var tables = PageMarkdown.Of(result);
        Console.WriteLine(tables);
        if (arguments.MarkdownPath is { } path) await File.WriteAllTextAsync(path, tables);
        if (arguments.JsonPath is { } file) await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, JsonReport.Options));
        if (result.Truth.Faults is [var first, ..])
            throw new InvalidOperationException($"The page is wrong in {result.Truth.Faults.Count} places, first: {first}.");
        return BenchRun.Measured;
    }

    private async Task<PageResult> RunAsync()
    {
        var parts = new List<PartFigures>();
        await WatchAllAsync(isLoaded: false, parts);
        await using var load = new PageLoad(stadium, arguments.Rate, (_section, _row));
        await Task.Delay(WarmUp);
        if (arguments.ProfilePath is { } path) await ProfileAsync(path, () => WatchAllAsync(isLoaded: true, parts));
        else await WatchAllAsync(isLoaded: true, parts);
        await load.StopAsync();
        var truth = await Truth.FindAsync(stadium, visitor);
        var machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, SQLite, Chromium {visitor.Version.Split('.')[0]} without a graphics card";
        return new(machine, arguments, parts, $"{load.Progress}", load.Calls, truth);
    }

    private async Task WatchAllAsync(bool isLoaded, List<PartFigures> parts)
    {
        await visitor.ShowListAsync(isShown: true);
        await visitor.ChooseRowAsync(_section.Ordinal, _row);
        if (arguments.IsPhone) parts.Add(await WatchAsync(new(Part.List, isLoaded), hasRow: true, stop => Task.Delay(Timeout.Infinite, stop)));
        await visitor.ShowListAsync(isShown: false);
        await visitor.ShowAllAsync();
        parts.Add(await WatchAsync(new(Part.Whole, isLoaded), !arguments.IsPhone, stop => Task.Delay(Timeout.Infinite, stop)));
        parts.Add(await WatchAsync(new(Part.Moving, isLoaded), !arguments.IsPhone, visitor.MoveAboutAsync));
        await visitor.ShowAllAsync();
        await visitor.ComeCloserAsync();
        parts.Add(await WatchAsync(new(Part.Close, isLoaded), !arguments.IsPhone, stop => Task.Delay(Timeout.Infinite, stop)));
    }

    private async Task<PartFigures> WatchAsync(Part part, bool hasRow, Func<CancellationToken, Task> actAsync)
    {
        Console.Error.WriteLine($"{part.Name}{(part.IsLoaded ? ", others buy" : "")}");
        using var service = new ServiceClient(stadium.Url, Patience, new());
        using var over = new CancellationTokenSource();
        var row = new RowWatch(service, _section, _row);
        var acting = Task.WhenAll(IgnoreEndAsync(actAsync(over.Token)), hasRow ? row.RunAsync(over.Token) : Task.CompletedTask);
        var processor = new ProcessorWatch(stadium, visitor);
        var trace = new TaskTrace(visitor.BrowserTools);
        await trace.StartAsync();
        await Probe.StartAsync(visitor.Page);
        var (startedAt, times, metrics) = (Stopwatch.GetTimestamp(), await processor.ReadAsync(), await visitor.MetricsAsync());
        await Task.WhenAny(Task.Delay(arguments.Duration, CancellationToken.None), acting);
        var (metricsAfter, timesAfter, seconds) = (await visitor.MetricsAsync(), await processor.ReadAsync(), Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        await over.CancelAsync();
        await acting;
        // What was answered last has until here to show. The trace comes after: to hand it over costs the page a frame.
        var seen = await Probe.StopAsync(visitor.Page);
        var longest = await trace.LongestMsAsync(timesAfter.PageId);
        var (known, missed) = row.Compare(seen.Labels);
        return new(part, seconds, seen, longest, metricsAfter.ToDictionary(metric => metric.Key, metric => metric.Value - metrics[metric.Key]),
            timesAfter.SharesSince(times, seconds), known, missed);
    }

    private static async Task IgnoreEndAsync(Task acting)
    {
        try
        {
            await acting;
        }
        catch (OperationCanceledException)
        {
            // Told to stop, it stopped.
        }
    }

    private async Task ProfileAsync(string path, Func<Task> watchAsync)
    {
        await visitor.Tools.SendAsync("Profiler.enable");
        await visitor.Tools.SendAsync("Profiler.start");
        await watchAsync();
        var answer = await visitor.Tools.SendAsync("Profiler.stop");
        await File.WriteAllTextAsync(path, answer!.Value.GetProperty("profile").GetRawText());
    }
}

/// <param name="Load">How far those who bought came.</param>
internal sealed record PageResult(
    string Machine, PageArguments Arguments, IReadOnlyList<PartFigures> Parts, string Load, IReadOnlyList<CallFigures> Calls, Truth Truth);
