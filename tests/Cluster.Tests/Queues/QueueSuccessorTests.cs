using Concert.Storage;

namespace Concert.Queues;

/// <summary>
/// An activation that was replaced and still answers, as on a silo that was frozen: it does not know the places that its successor
/// gave. Four users joined before; there is one slot.
/// </summary>
public sealed class QueueSuccessorTests() : OneConcertTests(maxActive: 1)
{
    [Fact]
    public async Task An_activation_does_not_answer_for_a_place_that_a_later_activation_gave()
    {
        var queue = await QueueAsync();
        var unknown = await GivenByASuccessorAsync();

        await Assert.ThrowsAsync<UnavailableException>(() => queue.Read(unknown));

        Assert.Equal((QueueStatus.Waiting, 4L), (await queue.Read(unknown)).StatusAndPosition());
    }

    [Fact]
    public async Task A_leave_of_a_place_that_a_later_activation_gave_is_not_confirmed_without_effect()
    {
        var queue = await QueueAsync();
        var unknown = await GivenByASuccessorAsync();

        await Assert.ThrowsAsync<UnavailableException>(() => queue.Leave(unknown));
        await queue.Leave(unknown);

        Assert.Equal(QueueStatus.Expired, (await queue.Read(unknown)).Status);
        Assert.Equal(3, (await queue.Count()).Value!.WaitingCount);
    }

    [Fact]
    public async Task A_place_whose_row_is_lost_is_expired()
    {
        var queue = await QueueAsync();

        Assert.Equal(QueueStatus.Expired, (await queue.Read(new(new("u_lost"), 9))).Status);
    }

    [Fact]
    public async Task An_activation_does_not_refuse_a_user_whom_a_later_activation_admitted()
    {
        var queue = await QueueAsync();
        var next = new QueuePlace(_cluster.User("user2", _concert).User, 2);
        await ByASuccessorAsync(PlaceChange.Admit(SlotOf(next)));

        await Assert.ThrowsAsync<UnavailableException>(() => queue.Enter(next));

        Assert.True((await queue.Enter(next)).IsGranted);
    }

    [Fact]
    public async Task An_activation_does_not_say_expired_of_a_place_that_a_later_activation_admitted_again()
    {
        var queue = await QueueAsync();
        var first = new QueuePlace(_cluster.User("user1", _concert).User, 1);
        await queue.Leave(first);
        Assert.Equal(QueueStatus.Expired, (await queue.Read(first)).Status);
        await ByASuccessorAsync(PlaceChange.Return(first, callMe: null, ConcertCluster.Noon));
        await ByASuccessorAsync(PlaceChange.Admit(SlotOf(first) with { IsSecondTurn = true }));

        await Assert.ThrowsAsync<UnavailableException>(() => queue.Read(first));

        Assert.Equal(QueueStatus.Active, (await queue.Read(first)).Status);
    }

    private Task ByASuccessorAsync(PlaceChange change) => _cluster.Places.WriteAsync(_concert.ConcertId, change, new AppendChain());

    private static Slot SlotOf(QueuePlace place) => Slot.Give(
        new(place.Place, place, addressTag: 0, isSecondTurn: false), new(), new(ConcertCluster.Noon, TimeSpan.Zero, TimeSpan.Zero));

    private async Task<IQueueGrain> QueueAsync()
    {
        for (var n = 1; n <= 4; n++) await _cluster.User($"user{n}", _concert).JoinAsync();
        return _cluster.Grains.GetGrain<IQueueGrain>(_concert.ConcertId.Value);
    }

    private async Task<QueuePlace> GivenByASuccessorAsync()
    {
        var place = new QueuePlace(new("u_later"), 5);
        await _cluster.Places.WriteAsync(_concert.ConcertId, PlaceChange.Join(place.Place, place.UserId, ConcertCluster.Noon), new AppendChain());
        return place;
    }
}
