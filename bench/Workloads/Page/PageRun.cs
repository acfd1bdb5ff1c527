using System.Runtime.InteropServices;
using Spectre.Console.Cli;

namespace Concert.Bench.Workloads;

/// <summary>
/// Observes the booking page: how soon it is there at first; and on a map of 50,000 seats, without load and while others buy, how even its
/// frames are, what they cost, how soon it shows a change, and whether it shows what the service says.
/// </summary>
internal sealed class PageRun : AsyncCommand<PageSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, PageSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        await using var stadium = await Stadium.OpenAsync();
        await using var visitor = await Visitor.OpenAsync(stadium.Url, settings);
        var result = await new PageObservation(settings, stadium, visitor).RunAsync();
        var tables = PageMarkdown.Of(result);
        Console.WriteLine(tables);
        if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, tables, cancellationToken);
        if (settings.JsonPath is { } file) await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, JsonReport.Options), cancellationToken);
        if (result.Comparison.Faults is [var first, ..])
            throw new InvalidOperationException($"The page is wrong in {result.Comparison.Faults.Count} places, first: {first}.");
        return CommandLine.Success;
    }
}

internal sealed class PageObservation(PageSettings settings, Stadium stadium, Visitor visitor)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The last row of the last section, which the service suggests last to users who ask for the best seats.
    private readonly StadiumSection _section = stadium.Sections[^1];
    private readonly int _row = stadium.Sections[^1].RowCount;

    public async Task<PageResult> RunAsync()
    {
        var loads = await FirstLoad.MeasureAsync(visitor);
        await visitor.EnterAsync();
        var parts = new List<PartFigures>();
        await ObserveAllAsync(isLoaded: false, parts);
        await using var load = new PageLoad(stadium, settings.Rate, (_section, _row));
        await Task.Delay(WarmUp);
        if (settings.ProfilePath is { } path) await ProfileAsync(path, () => ObserveAllAsync(isLoaded: true, parts));
        else await ObserveAllAsync(isLoaded: true, parts);
        await load.StopAsync();
        var comparison = await PageComparison.RunAsync(stadium, visitor);
        var machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, SQLite, Chromium {visitor.Version.Split('.')[0]} without a graphics card";
        return new(machine, settings, loads, parts, $"{load.Progress}", load.Calls, comparison);
    }

    private async Task ObserveAllAsync(bool isLoaded, List<PartFigures> parts)
    {
        await visitor.ShowListAsync(isShown: true);
        await visitor.ChooseRowAsync(_section.Ordinal, _row);
        if (settings.IsPhone) await ObserveAsync(PagePart.List, hasRow: true, StayAsync);
        await visitor.ShowListAsync(isShown: false);
        await visitor.ShowAllAsync();
        await ObserveAsync(PagePart.Whole, !settings.IsPhone, StayAsync);
        await ObserveAsync(PagePart.Moving, !settings.IsPhone, visitor.MoveAboutAsync);
        await visitor.ShowAllAsync();
        await visitor.ZoomInAsync();
        await ObserveAsync(PagePart.Close, !settings.IsPhone, StayAsync);

        async Task ObserveAsync(string name, bool hasRow, Func<CancellationToken, Task> actAsync) =>
            parts.Add(await this.ObserveAsync(new(name, isLoaded), hasRow, actAsync));

        static Task StayAsync(CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);
    }

    private async Task<PartFigures> ObserveAsync(PagePart part, bool hasRow, Func<CancellationToken, Task> actAsync)
    {
        Console.Error.WriteLine($"{part.Name}{(part.IsLoaded ? ", others buy" : "")}");
        using var service = new ServiceClient(stadium.Url, Patience, new());
        using var end = new CancellationTokenSource();
        var row = new RowWatch(service, _section, _row);
        var processor = new ProcessorWatch(stadium, visitor);
        var trace = new TaskTrace(visitor.BrowserTools);
        await trace.StartAsync();
        await PageProbe.StartAsync(visitor.Page);
        // After the probe: it would not record the change of an earlier answer, which would then be matched with the same change of
        // the next turn, 2.3 s later.
        var acting = Task.WhenAll(IgnoreCancellationAsync(actAsync(end.Token)), hasRow ? row.RunAsync(end.Token) : Task.CompletedTask);
        var (startedAt, times, metrics) = (Stopwatch.GetTimestamp(), await processor.ReadAsync(), await visitor.MetricsAsync());
        await Task.WhenAny(Task.Delay(settings.Duration, CancellationToken.None), acting);
        var (metricsAfter, timesAfter, seconds) = (await visitor.MetricsAsync(), await processor.ReadAsync(), Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        await end.CancelAsync();
        await acting;
        // The page may show the last answers until here. The trace is read afterwards, because handing it over costs the page a frame.
        var events = await PageProbe.StopAsync(visitor.Page);
        var longest = await trace.LongestMsAsync(timesAfter.PageId);
        var (shownAfter, missed) = row.Compare(events.Labels);
        return new(part, seconds, events, longest, metricsAfter.ToDictionary(metric => metric.Key, metric => metric.Value - metrics[metric.Key]),
            timesAfter.SharesSince(times, seconds), shownAfter, missed);
    }

    private static async Task IgnoreCancellationAsync(Task acting)
    {
        try
        {
            await acting;
        }
        catch (OperationCanceledException)
        {
            // The part is over.
        }
    }

    private async Task ProfileAsync(string path, Func<Task> observeAsync)
    {
        await visitor.Tools.SendAsync("Profiler.enable");
        await visitor.Tools.SendAsync("Profiler.start");
        await observeAsync();
        var answer = await visitor.Tools.SendAsync("Profiler.stop");
        await File.WriteAllTextAsync(path, answer!.Value.GetProperty("profile").GetRawText());
    }
}

/// <param name="Load">How many of the load tool's users reached which step.</param>
internal sealed record PageResult(
    string Machine,
    PageSettings Arguments,
    IReadOnlyList<FirstLoad> FirstLoads,
    IReadOnlyList<PartFigures> Parts,
    string Load,
    IReadOnlyList<CallFigures> Calls,
    PageComparison Comparison);
