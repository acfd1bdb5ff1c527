using Concert.Catalog;
using Concert.Http;

namespace Concert.Startup;

/// <summary>
/// Creates four concerts in an empty database, only in Development. Their ids are fixed, so that two processes that start
/// together create the same concerts.
/// </summary>
internal sealed partial class DemoConcerts(
    IHostApplicationLifetime lifetime,
    IGrainFactory grains,
    [FromKeyedServices(GatewayTime.Key)] TimeProvider time,
    ILogger<DemoConcerts> logger) : BackgroundService
{
    private static readonly TimeSpan Evening = TimeSpan.FromHours(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            var catalog = grains.GetGrain<ICatalogGrain>(0);
            if (!(await catalog.List(new(1, null))).Items.IsEmpty) return;
            foreach (var concert in Concerts(time.GetUtcNow())) await catalog.Create(concert);
            LogCreated();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process was stopped before it started.
        }
        catch (Exception fault)
        {
            // The service works without demo concerts.
            LogNotCreated(fault);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    /// <summary>In reverse order of the list, which shows the newest concert first.</summary>
    internal static IEnumerable<CreateConcert> Concerts(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        yield return Make(today, "stadium", "새벽의 광장 (Dawn Stadium)", "여명 밴드 (Yeomyeong Band)", "잠실 주경기장 (Jamsil Stadium)", 1,
        [
            .. Blocks("Floor", "ABC", 40, 50, 187_000),
            .. Blocks("1층", "ABCD", 50, 60, 154_000),
            .. Blocks("2층", "ABCD", 50, 80, 121_000),
            .. Blocks("3층", "ABCD", 50, 80, 88_000),
        ]);
        yield return Make(today, "club", "비 오는 날의 재즈 (Rainy Day Jazz)", "윤슬 트리오 (Yunseul Trio)", "홍대 소극장 (Hongdae Club)", 2,
            new Section("Floor", 5, 8, new(55_000)));
        yield return Make(today, "hall", "한강의 밤 (Night on the Han)", "하늘 (Haneul)", "올림픽홀 (Olympic Hall)", 3,
            new Section("R", 10, 20, new(154_000)),
            new Section("S", 16, 25, new(132_000)),
            new Section("A", 16, 25, new(99_000)));
        yield return Make(today, "arena", "은하수 투어 (Milky Way Tour)", "별무리 (Byeolmuri)", "고척 아레나 (Gocheok Arena)", 2,
            new Section("VIP", 20, 50, new(198_000)),
            new Section("R", 50, 80, new(165_000)),
            new Section("S", 50, 100, new(121_000)));
    }

    private static IEnumerable<Section> Blocks(string tier, string letters, int rowCount, int seatsPerRow, long price) =>
        letters.Select(letter => new Section($"{tier} {letter}", rowCount, seatsPerRow, new(price)));

    private static CreateConcert Make(
        DateTimeOffset today, string name, string title, string artist, string venue, int dateCount, params Section[] sections)
    {
        var plans = Enumerable.Range(1, dateCount).Select(number => new PerformancePlan(
            new($"p_demo_{name}_{number}"), today.AddDays(21 + number) + Evening, today, [.. sections]));
        return new(new($"c_demo_{name}"), title, artist, venue, [.. plans], TimeZone: "Asia/Seoul");
    }
}
