using CsCheck;

namespace Concert.Timing;

public sealed class DeadlineQueueTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, DateTimeOffset> _deadlines = [];
    private readonly DeadlineQueue<string, DateTimeOffset> _queue;

    public DeadlineQueueTests() => _queue = new(key => _deadlines.TryGetValue(key, out var at) ? at : null);

    [Fact]
    public void Keys_are_taken_at_their_deadline_earliest_first()
    {
        Set("b", 2);
        Set("a", 1);
        Set("c", 3);

        Assert.Equal(Noon.AddSeconds(1), _queue.Next);
        Assert.Empty(_queue.TakeDue(Noon));
        Assert.Equal(["a", "b"], _queue.TakeDue(Noon.AddSeconds(2)));
    }

    [Fact]
    public void Only_the_last_deadline_of_a_key_counts()
    {
        Set("a", 1);
        Set("a", 5);

        Assert.Equal(Noon.AddSeconds(5), _queue.Next);
        Assert.Empty(_queue.TakeDue(Noon.AddSeconds(4)));
    }

    [Fact]
    public void A_key_that_is_added_twice_with_one_deadline_is_taken_once()
    {
        Set("a", 1);
        Set("a", 1);

        Assert.Equal(["a"], _queue.TakeDue(Noon.AddSeconds(1)));
    }

    [Fact]
    public void A_key_that_has_no_deadline_any_more_is_never_taken()
    {
        Set("a", 1);
        _deadlines.Remove("a");

        Assert.Null(_queue.Next);
        Assert.Empty(_queue.TakeDue(Noon.AddSeconds(1)));
    }

    // More changes than the count at which stale entries are removed: no key may be lost with them.
    [Fact]
    public void Compaction_loses_no_key() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 60]).Array[0, 6_000].Always(
            changes =>
            {
                var deadlines = new Dictionary<int, DateTimeOffset>();
                var queue = new DeadlineQueue<int, DateTimeOffset>(key => deadlines.TryGetValue(key, out var at) ? at : null);
                foreach (var (key, seconds) in changes)
                {
                    deadlines[key] = Noon.AddSeconds(seconds);
                    queue.Add(key);
                }

                var expected = deadlines.Where(entry => entry.Value <= Noon.AddSeconds(30)).Select(entry => entry.Key).Order();
                Assert.Equal(expected, queue.TakeDue(Noon.AddSeconds(30)).Order());
            },
            caseCount: 60);

    private void Set(string key, int seconds)
    {
        _deadlines[key] = Noon.AddSeconds(seconds);
        _queue.Add(key);
    }
}
