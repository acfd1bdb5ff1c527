using Concert.Timing;

namespace Concert.Queues;

/// <summary>The opening of a queue whose shared clock answers at once, before the grain awaits it, and is behind that of the silos.</summary>
public sealed class QueueSharedTimeTests() : OneConcertTests(maxActive: 3)
{
    private static readonly DateTimeOffset OpensAt = ConcertCluster.Noon.AddHours(1);
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task A_queue_that_is_told_at_once_that_it_is_too_early_goes_on_and_opens_when_it_is_time()
    {
        var drawn = await _cluster.ConcertAsync(salesOpenAt: OpensAt, hasDraw: true);
        var queue = _cluster.Grains.GetGrain<IQueueGrain>(drawn.ConcertId.Value);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(45));
        for (var n = 1; n <= 5; n++) Assert.True((await queue.Join(new($"u_{n}"))).IsGranted);

        await _cluster.AdvanceAsync(OpensAt - _cluster.Time.GetUtcNow());
        Assert.Equal(QueuePhase.Lobby, (await queue.View(default)).Value!.Opening!.Phase);

        await _cluster.AdvanceAsync(Behind);
        Assert.Equal(QueuePhase.Open, (await queue.View(default)).Value!.Opening!.Phase);
        Assert.Equal(new QueueCounts(2, 3), (await queue.Count()).Value);
    }

    public override ValueTask InitializeAsync()
    {
        _cluster.SharedClock = new BehindClock(_cluster.Time);
        return base.InitializeAsync();
    }

    private sealed class BehindClock(TimeProvider time) : ISharedClock
    {
        public ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancellationToken) => new(time.GetUtcNow() - Behind);
    }
}
