namespace Concert.Queues;

/// <summary>The numbers of waiting and active users, with three slots and a clock that only the test moves.</summary>
public sealed class QueueCountsTests() : OneConcertTests(maxActive: 3)
{
    private IQueueGrain Queue => _cluster.Grains.GetGrain<IQueueGrain>(_concert.ConcertId.Value);

    [Fact]
    public async Task Waiting_and_active_users_are_counted_and_counting_claims_no_slot()
    {
        var users = await JoinedAsync(6);
        Assert.Equal(new(3, 3), await CountsAsync());
        await Queue.Leave(users[0].Place);
        await Queue.Leave(users[4].Place);
        Assert.Equal(new(1, 3), await CountsAsync());

        // The fourth user was admitted and did not claim the slot: counting must not claim it.
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(30), CountsAsync);
        Assert.Equal(new(0, 3), await CountsAsync());
        Assert.Equal(QueueStatus.Expired, (await Queue.Read(users[3].Place)).Status);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10));
        await ConcertCluster.EventuallyAsync(new(0, 0), CountsAsync, "The counts after every slot has ended");
    }

    [Fact]
    public async Task A_user_is_counted_as_active_only_when_the_admission_is_durable()
    {
        var write = _cluster.Writes.Next(nameof(PlaceStatus.Admitted), _concert.ConcertId.Value);
        var user = _cluster.User("user1", _concert);
        var joining = Queue.Join(user.User);
        await write.Reached;

        var counts = _cluster.Calls.Next(nameof(IQueueGrain.Count), _concert.ConcertId.Value);
        var counting = Queue.Count();
        await counts;
        Assert.False(counting.IsCompleted);
        write.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => joining);
        await Assert.ThrowsAsync<UnavailableException>(() => counting);
    }

    [Fact]
    public async Task Counting_the_queue_of_an_unknown_concert_is_refused() =>
        Assert.Equal(new Refusal.ConcertNotFound(), (await _cluster.Grains.GetGrain<IQueueGrain>("c_none").Count()).Refusal);

    private async Task<List<ASession>> JoinedAsync(int count)
    {
        List<ASession> users = [.. Enumerable.Range(1, count).Select(n => _cluster.User($"user{n}", _concert))];
        foreach (var user in users) await user.JoinAsync();
        return users;
    }

    private async Task<QueueCounts> CountsAsync() => (await Queue.Count()).Value!;
}
