using Microsoft.Extensions.Time.Testing;

namespace Concert.Caching;

public sealed class CoalescingCacheTests : IDisposable
{
    private static readonly RefreshPolicy Policy = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));

    private readonly FakeTimeProvider _time = new();
    private readonly Queue<Task<string>> _answers = new();
    private readonly SemaphoreSlim _begun = new(0);
    private int _fetchCount;

    private CoalescingCache<string> Value => field ??= new(Policy, _time, _ =>
    {
        Interlocked.Increment(ref _fetchCount);
        var answer = _answers.Dequeue();
        _begun.Release();
        return answer;
    });

    [Fact]
    public async Task Any_number_of_concurrent_readers_share_one_fetch()
    {
        var answer = new TaskCompletionSource<string>();
        _answers.Enqueue(answer.Task);
        var readers = Enumerable.Range(0, 50).Select(_ => ReadAsync()).ToList();

        answer.SetResult("one");

        Assert.All(await Task.WhenAll(readers), value => Assert.Equal("one", value));
        Assert.Equal(1, _fetchCount);
    }

    [Fact]
    public async Task A_value_is_fetched_again_after_the_interval_and_not_before()
    {
        Answer("one", "two");
        Assert.Equal("one", await ReadAsync());

        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal("one", await ReadAsync());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("two", await ReadAsync());
    }

    [Fact]
    public async Task A_failed_first_fetch_fails_its_readers()
    {
        _answers.Enqueue(Task.FromException<string>(new UnavailableException("away")));

        await Assert.ThrowsAsync<UnavailableException>(ReadAsync);
    }

    [Fact]
    public async Task After_a_failed_later_fetch_the_last_value_is_returned_for_five_seconds()
    {
        Answer("one");
        await ReadAsync();
        _answers.Enqueue(Task.FromException<string>(new UnavailableException("away")));
        _answers.Enqueue(Task.FromException<string>(new UnavailableException("away")));

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("one", await ReadAsync());
        _time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<UnavailableException>(ReadAsync);
    }

    [Fact]
    public async Task An_invalidated_value_is_fetched_at_once()
    {
        Answer("one", "two");
        await ReadAsync();

        Value.Invalidate();

        Assert.Equal("two", await ReadAsync());
    }

    [Fact]
    public async Task A_fetch_that_began_before_an_invalidation_does_not_undo_it()
    {
        var early = new TaskCompletionSource<string>();
        _answers.Enqueue(early.Task);
        Answer("after");
        var before = ReadAsync();
        await _begun.WaitAsync();

        Value.Invalidate();
        var after = await ReadAsync();
        early.SetResult("before");

        Assert.Equal("after", after);
        Assert.Equal("before", await before);
        Assert.Equal("after", await ReadAsync());
    }

    [Fact]
    public async Task A_watcher_gets_the_next_value_without_reading()
    {
        Answer("one", "two");
        await ReadAsync();
        var changed = Value.Changed;

        using (Value.Watch())
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await changed.WaitAsync(Eventually.Limit);
        }

        Assert.Equal("two", await ReadAsync());
    }

    public void Dispose() => _begun.Dispose();

    private void Answer(params string[] values) => Array.ForEach(values, value => _answers.Enqueue(Task.FromResult(value)));

    private Task<string> ReadAsync() => Value.GetAsync(CancellationToken.None).AsTask();
}
