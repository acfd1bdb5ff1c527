namespace Concert.Queues;

/// <summary>How many wait and how many are in, by a clock that only the test moves: three slots.</summary>
public sealed class QueueCountsTests : IAsyncLifetime
{
    private readonly ConcertCluster _cluster = new();
    private AConcert _concert = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster.Queue.MaxActive = 3;
        await _cluster.InitializeAsync();
        _concert = await _cluster.ConcertAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private IQueueGrain Queue => _cluster.Grains.GetGrain<IQueueGrain>(_concert.ConcertId.Value);

    [Fact]
    public async Task Those_who_wait_and_those_who_are_in_are_counted_and_nobody_shows_up_by_it()
    {
        var users = await JoinedAsync(6);
        Assert.Equal(new(3, 3), await CountsAsync());
        await Queue.Leave(users[0].Place);
        await Queue.Leave(users[4].Place);
        Assert.Equal(new(1, 3), await CountsAsync());

        // The fourth was let in and did not come: counting is not coming.
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(new(0, 3), await CountsAsync());
        Assert.Equal(QueueStatus.Expired, (await Queue.Read(users[3].Place)).Status);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(new(0, 0), await CountsAsync());
    }

    [Fact]
    public async Task Nobody_is_counted_in_before_it_is_durable()
    {
        var write = _cluster.Writes.Next(nameof(PlaceStatus.Admitted), _concert.ConcertId.Value);
        var user = _cluster.User("user1", _concert);
        var joining = Queue.Join(user.User);
        await write.Reached;

        var counting = Queue.Count();
        // What is answered after it has reached the grain after it.
        await Queue.View(default);
        Assert.False(counting.IsCompleted);
        write.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => joining);
        await Assert.ThrowsAsync<UnavailableException>(() => counting);
    }

    [Fact]
    public async Task A_concert_that_does_not_exist_has_no_line_to_count() =>
        Assert.Equal(new Refusal.ConcertNotFound(), (await _cluster.Grains.GetGrain<IQueueGrain>("c_none").Count()).Refusal);

    private async Task<List<ASession>> JoinedAsync(int count)
    {
        List<ASession> users = [.. Enumerable.Range(1, count).Select(n => _cluster.User($"user{n}", _concert))];
        foreach (var user in users) await user.JoinAsync();
        return users;
    }

    private async Task<QueueCounts> CountsAsync() => (await Queue.Count()).Value!;
}
