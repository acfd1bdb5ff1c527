namespace Concert.Queues;

/// <summary>Users who are called, who are away, and who come back. There is one slot, and half a minute or two to claim it.</summary>
public sealed class CalledUsersTests() : OneConcertTests(maxActive: 1)
{
    [Fact]
    public async Task A_poll_does_not_claim_the_slot_of_a_user_who_asked_to_be_called()
    {
        var (first, called) = await CalledAsync();
        await first.Queue.Leave(first.Place);

        var admitted = await called.Queue.Read(called.Place);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(60), () => called.Queue.Read(called.Place));

        Assert.Equal((QueueStatus.Active, ConcertCluster.Noon.AddMinutes(2)), (admitted.Status, admitted.ClaimBy));
        Assert.Equal(admitted.ClaimBy, (await called.Queue.Read(called.Place)).ClaimBy);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(60), () => called.Queue.View(default));
        Assert.Equal(QueueStatus.Expired, (await called.Queue.Read(called.Place)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Joining_again_and_reserving_claim_it(bool byJoining)
    {
        var (first, called) = await CalledAsync();
        await first.Queue.Leave(first.Place);

        if (byJoining) Assert.False((await called.Queue.JoinFrom(new(called.User, 0, null))).Value!.IsNew);
        else Assert.True((await called.ReserveAsync("1-1-1")).IsGranted);

        var claimed = await called.Queue.Read(called.Place);
        Assert.Equal((QueueStatus.Active, null), (claimed.Status, claimed.ClaimBy));
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(3), () => called.Queue.View(default));
        Assert.Equal(QueueStatus.Active, (await called.Queue.Read(called.Place)).Status);
    }

    [Fact]
    public async Task Whoever_joins_where_a_slot_is_free_is_there_and_needs_no_call()
    {
        var user = _cluster.User("user", _concert);

        var joined = (await user.Queue.JoinFrom(new(user.User, 0, CallMe: true))).Value!.Standing;

        Assert.Equal((QueueStatus.Active, null), (joined.Status, joined.ClaimBy));
    }

    [Fact]
    public async Task The_wish_to_be_called_survives_the_activation()
    {
        var (first, called) = await CalledAsync();
        await _cluster.Cluster.DeactivateAsync(first.Queue);

        await first.Queue.Leave(first.Place);

        Assert.NotNull((await called.Queue.Read(called.Place)).ClaimBy);
        await _cluster.Cluster.DeactivateAsync(first.Queue);
        Assert.NotNull((await called.Queue.Read(called.Place)).ClaimBy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_missed_the_turn_comes_back_to_the_front_once(bool afterARestart)
    {
        var users = await JoinedAsync("first", "late", "next", "waiting");
        var (late, next, waiting) = (users[1], users[2], users[3]);
        await users[0].Queue.Leave(users[0].Place);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(30), () => waiting.Queue.View(default));
        Assert.Equal(QueueStatus.Active, (await next.Queue.Read(next.Place)).Status);
        var missed = await late.Queue.Read(late.Place);
        if (afterARestart) await _cluster.Cluster.DeactivateAsync(late.Queue);

        var back = (await late.Queue.JoinFrom(new(late.User, 0, null))).Value!;

        Assert.Equal((QueueStatus.Expired, ConcertCluster.Noon.AddMinutes(10.5)), (missed.Status, missed.ReturnBy));
        Assert.False(back.IsNew);
        Assert.Equal((2, QueueStatus.Waiting, 1, true), (back.Standing.Place, back.Standing.Status, back.Standing.Position, back.Standing.IsInFront));
        Assert.Equal(2, (await waiting.Queue.Read(waiting.Place)).Position);
        Assert.Equal(1, (await waiting.Queue.View(default)).Value!.FrontCount);
        await next.Queue.Leave(next.Place);
        Assert.Equal(QueueStatus.Active, (await late.Queue.Read(late.Place)).Status);
    }

    // A gateway of version 0.1.0 knows nobody in front of the line.
    [Fact]
    public async Task Through_an_earlier_gateway_a_user_who_missed_the_turn_has_a_new_place()
    {
        var users = await JoinedAsync("first", "late", "waiting");
        await users[0].Queue.Leave(users[0].Place);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(30), () => users[2].Queue.View(default));

        Assert.Equal((QueueStatus.Waiting, 4), ((await users[1].JoinAsync()).Status, users[1].Place.Place));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_away_is_passed_over_and_back_with_the_first_sign(bool afterARestart)
    {
        var users = await JoinedAsync("first", "away", "there");
        var (first, away, there) = (users[0], users[1], users[2]);
        await SeenForAsync(TimeSpan.FromMinutes(3), first, there);

        await first.Queue.Leave(first.Place);
        Assert.Equal(QueueStatus.Active, (await there.Queue.Read(there.Place)).Status);
        Assert.Equal(0, (await there.Queue.Count()).Value!.WaitingCount);
        if (afterARestart) await _cluster.Cluster.DeactivateAsync(first.Queue);
        var late = (await JoinedAsync("late"))[0];

        await first.Queue.View(new(0, 0, [away.Place.Place]));

        Assert.Equal((QueueStatus.Waiting, 2L), (await late.Queue.Read(late.Place)).StatusAndPosition());
        Assert.Equal((QueueStatus.Waiting, 1L), (await away.Queue.Read(away.Place)).StatusAndPosition());
        await there.Queue.Leave(there.Place);
        Assert.Equal(QueueStatus.Active, (await away.Queue.Read(away.Place)).Status);
    }

    [Fact]
    public async Task Nobody_is_passed_over_while_a_gateway_of_an_earlier_version_asks()
    {
        var users = await JoinedAsync("first", "silent");
        await SeenForAsync(TimeSpan.FromMinutes(3), users[0]);
        await users[0].Queue.View(default);

        await users[0].Queue.Leave(users[0].Place);

        Assert.Equal(2, (await users[0].Queue.View(default)).Value!.Watermark);
        Assert.Equal(1, (await users[0].Queue.Count()).Value!.ActiveCount);
    }

    [Fact]
    public async Task Of_one_address_ten_are_admitted_in_a_minute_and_the_eleventh_after_it()
    {
        await _cluster.Grains.GetGrain<IQueueGrain>(_concert.ConcertId.Value).Configure(new(100, null, null, null));
        var crowd = new List<ASession>();
        for (var n = 1; n <= 12; n++) crowd.Add(await JoinAsync($"crowd-{n}", address: 7));
        var fan = await JoinAsync("fan", address: 8);

        Assert.Equal(QueueStatus.Active, (await fan.Queue.Read(fan.Place)).Status);
        var eleventh = await crowd[10].Queue.Read(crowd[10].Place);
        Assert.Equal((QueueStatus.Waiting, TimeSpan.FromMinutes(1)), (eleventh.Status, eleventh.AddressWait));
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        await ConcertCluster.EventuallyAsync(13, async () => (await fan.Queue.Count()).Value!.ActiveCount, "The slots, without a call of anyone");
    }

    private async Task<(ASession First, ASession Called)> CalledAsync() =>
        ((await JoinedAsync("first"))[0], await JoinAsync("called", callMe: true));

    private async Task<List<ASession>> JoinedAsync(params string[] names)
    {
        var users = new List<ASession>();
        foreach (var name in names) users.Add(await JoinAsync(name));
        return users;
    }

    private async Task<ASession> JoinAsync(string name, long address = 0, bool? callMe = null)
    {
        var user = _cluster.User(name, _concert);
        await user.Queue.JoinFrom(new(user.User, address, callMe));
        await user.JoinAsync();
        return user;
    }

    // As a gateway reports it.
    private async Task SeenForAsync(TimeSpan time, params ASession[] users)
    {
        long[] places = [.. users.Select(user => user.Place.Place)];
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(10))
        {
            await _cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
            await users[0].Queue.View(new(0, 0, [.. places]));
        }
    }
}
