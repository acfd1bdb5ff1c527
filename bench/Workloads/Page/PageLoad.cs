namespace Concert.Bench.Workloads;

/// <summary>The load tool's users, who buy while the visitor's page is observed.</summary>
internal sealed class PageLoad : IAsyncDisposable
{
    private const int Seed = 1;

    // More users than can arrive before the run ends.
    private const int MaxSeconds = 600;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly CallStatistics _statistics = new();
    private readonly CancellationTokenSource _noMore = new();
    private readonly ServiceClient _service;
    private readonly Task _running;

    /// <param name="stadium">Where they buy.</param>
    /// <param name="rate">How many users arrive per second.</param>
    /// <param name="except">The observed row, in which they do not buy.</param>
    public PageLoad(Stadium stadium, double rate, (StadiumSection Section, int Row) except)
    {
        _service = new(stadium.Url, Patience, _statistics);
        var seats = from section in stadium.Sections
                    from row in Enumerable.Range(1, section.RowCount)
                    where section != except.Section || row != except.Row
                    from number in Enumerable.Range(1, section.SeatsPerRow)
                    select $"{section.Ordinal}-{row}-{number}";
        var concert = new LoadConcert(Stadium.ConcertId, [new(Stadium.PerformanceId, [.. seats])], IsOurs: false, ReadsMap: false);
        var users = Enumerable.Range(0, (int)(rate * MaxSeconds))
            .Select(number => new LoadUser(_service, concert, Patience, Seed, Progress, number)).ToList();
        _running = LoadTool.SendAllAsync(users, rate, TimeSpan.MaxValue, Progress, _noMore.Token);
    }

    public LoadProgress Progress { get; } = new();

    public IReadOnlyList<CallFigures> Calls => _statistics.Figures();

    /// <summary>Lets no more users arrive, and waits until all have left.</summary>
    public async Task StopAsync()
    {
        await _noMore.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _service.Dispose();
        _noMore.Dispose();
    }
}
