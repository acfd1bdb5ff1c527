namespace Concert.Bench.Workloads;

/// <summary>How soon a screen is there in a browser that has never seen the service.</summary>
/// <param name="Screen">As in the tables.</param>
/// <param name="LargestMs">
/// From the navigation to the largest contentful paint, of each load (the browser's <c>PerformanceObserver</c>).
/// </param>
internal sealed record FirstLoad(string Screen, IReadOnlyList<double> LargestMs)
{
    private const int LoadCount = 5;

    // Longer than any of the loads takes: a later paint may be a larger one.
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

    private const string Observe = """
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.largestAt = entry.startTime; })
            .observe({ type: 'largest-contentful-paint', buffered: true });
        """;

    private static readonly (string Screen, string Path)[] Screens =
    [
        ("the list of concerts", "/"),
        ("the dates of the stadium", $"/concerts/{Stadium.ConcertId}"),
        ("the line, then the map of the stadium", $"/concerts/{Stadium.ConcertId}/{Stadium.PerformanceId}/line"),
    ];

    public static async Task<IReadOnlyList<FirstLoad>> MeasureAsync(Visitor visitor)
    {
        var loads = new List<FirstLoad>();
        foreach (var (screen, path) in Screens)
        {
            Console.Error.WriteLine(screen);
            var times = new List<double>();
            // One that does not count: the service and the browser have then read their own files.
            for (var load = 0; load <= LoadCount; load++)
            {
                var time = await LoadAsync(visitor, path);
                if (load > 0) times.Add(time);
            }

            loads.Add(new(screen, times));
        }

        return loads;
    }

    private static async Task<double> LoadAsync(Visitor visitor, string path)
    {
        await using var context = await visitor.NewContextAsync();
        await context.AddInitScriptAsync(Observe);
        var page = await visitor.NewPageAsync(context);
        await page.GotoAsync(path);
        await Task.Delay(Watched);
        return await page.EvaluateAsync<double>("() => globalThis.largestAt");
    }
}
