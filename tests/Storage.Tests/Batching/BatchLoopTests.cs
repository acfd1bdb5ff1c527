namespace Concert.Storage;

/// <summary>A loop whose batches would begin an hour apart: what ends a pause is not the clock.</summary>
public sealed class BatchLoopTests
{
    private readonly Lock _gate = new();
    private readonly List<int[]> _batches = [];
    private readonly Dictionary<int, TaskCompletionSource> _processed = [];
    private readonly BatchLoop<int> _loop;

    public BatchLoopTests()
    {
        _loop = new("loop", ProcessAsync, pace: Busy());
        _loop.Start();
    }

    [Fact]
    public async Task A_batch_that_is_full_ends_the_pause()
    {
        await Task.WhenAll(Enumerable.Range(0, BatchPace.FullCount).Select(EnqueueAsync));

        Assert.Equal(BatchPace.FullCount, Assert.Single(_batches).Length);
        await _loop.StopAsync();
    }

    [Fact]
    public async Task A_loop_that_stops_processes_what_it_has_accepted_at_once()
    {
        var accepted = EnqueueAsync(1);

        await _loop.StopAsync();

        await accepted;
        Assert.Throws<UnavailableException>(() => _loop.Enqueue(2));
    }

    [Fact]
    public async Task A_loop_that_has_too_many_items_accepts_no_more_until_it_has_processed_some()
    {
        var (begun, mayEnd) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var loop = new BatchLoop<int>("loop", async _ => { begun.TrySetResult(); await mayEnd.Task; }, maxBatchCount: 2);
        loop.Start();
        loop.Enqueue(0);
        await begun.Task;
        for (var n = 1; n <= 128; n++) loop.Enqueue(n);

        var fault = Assert.Throws<UnavailableException>(() => loop.Enqueue(129));

        Assert.Equal("The loop has 128 items waiting.", fault.Message);
        mayEnd.SetResult();
        await loop.StopAsync();
    }

    private static BatchPace Busy()
    {
        var pace = new BatchPace(TimeSpan.FromHours(1));
        pace.Began(TimeProvider.System.GetElapsedTime(0), 1_000_000);
        return pace;
    }

    private Task EnqueueAsync(int item)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _processed[item] = done;
        _loop.Enqueue(item);
        return done.Task;
    }

    private ValueTask ProcessAsync(IReadOnlyList<int> batch)
    {
        lock (_gate)
        {
            _batches.Add([.. batch]);
            foreach (var item in batch) _processed[item].SetResult();
        }

        return ValueTask.CompletedTask;
    }
}
