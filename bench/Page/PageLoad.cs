using Concert.Bench.Load;

namespace Concert.Bench.Page;

/// <summary>Those who buy while the visitor looks: the load tool's users, at its pace.</summary>
internal sealed class PageLoad : IAsyncDisposable
{
    // More than can come until it is over.
    private const int MaxSeconds = 600;

    private readonly CallStatistics _statistics = new();
    private readonly CancellationTokenSource _noMore = new();
    private readonly ServiceClient _service;
    private readonly Task _coming;

    /// <param name="stadium">Where.</param>
    /// <param name="rate">How many begin in a second.</param>
    /// <param name="notFrom">The row that others are watched in.</param>
    public PageLoad(Stadium stadium, double rate, (StadiumSection Section, int Row) notFrom)
    {
        var users = (int)(rate * MaxSeconds);
        var options = LoadOptions.Parse(["--url", stadium.Url.OriginalString, "--users", $"{users}", "--rate", $"{rate}", "--concert", Stadium.ConcertId]);
        _service = new(stadium.Url, options.Patience, _statistics);
        var seats = from section in stadium.Sections
                    from row in Enumerable.Range(1, section.RowCount)
                    where section != notFrom.Section || row != notFrom.Row
                    from number in Enumerable.Range(1, section.SeatsPerRow)
                    select $"{section.Ordinal}-{row}-{number}";
        var concert = new LoadConcert(Stadium.ConcertId, [Stadium.PerformanceId], IsOurs: false, [.. seats]);
        var shoppers = Enumerable.Range(0, users).Select(number => new Shopper(_service, concert, options, Progress, number)).ToList();
        _coming = LoadTool.SendAllAsync(shoppers, options, Progress, _noMore.Token);
    }

    public LoadProgress Progress { get; } = new();

    /// <summary>How long the calls took, by kind.</summary>
    public IReadOnlyList<CallFigures> Calls => _statistics.Figures();

    /// <summary>Nobody comes any more; returns when the last has gone.</summary>
    public async Task StopAsync()
    {
        await _noMore.CancelAsync();
        await _coming;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _service.Dispose();
        _noMore.Dispose();
    }
}
