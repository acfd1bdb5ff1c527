namespace Concert.Queues;

/// <summary>
/// A user who was just admitted, and a queue that cannot be reached or written for longer than the claim window of half a minute.
/// There is one slot.
/// </summary>
public sealed class QueueOutageTests() : OneConcertTests(maxActive: 1)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(31);


    [Fact]
    public async Task A_slot_outlasts_an_outage_in_which_no_activation_exists()
    {
        var (admitted, next) = await JustAdmittedAsync();
        await _cluster.Cluster.DeactivateAsync(admitted.Queue);

        await _cluster.AdvanceAsync(Outage);
        Assert.Equal(2, (await next.Queue.View(default)).Value!.Watermark);

        // Also when others reach the queue first.
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(20), () => next.Queue.View(default));
        Assert.Equal(QueueStatus.Active, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task A_slot_outlasts_an_outage_in_which_no_gateway_reaches_the_queue()
    {
        var (admitted, next) = await JustAdmittedAsync();

        await _cluster.AdvanceAsync(Outage);

        Assert.Equal((QueueStatus.Waiting, 1L), (await StandingOf(next)).StatusAndPosition());
        Assert.Equal(QueueStatus.Active, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task A_slot_outlasts_an_outage_in_which_writes_hang_while_calls_arrive()
    {
        var (admitted, next) = await JustAdmittedAsync();
        var write = _cluster.Writes.Next(nameof(PlaceStatus.Waiting), _concert.ConcertId.Value);
        var late = _cluster.User("late", _concert);
        var joining = late.Queue.Join(late.User);
        await write.Reached;

        await _cluster.AdvanceAsync(Outage, () => next.Queue.View(default));
        write.Continue();

        Assert.Equal(2, (await joining).Value!.Standing.Position);
        Assert.Equal(QueueStatus.Active, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task A_slot_outlasts_an_outage_in_which_the_claim_itself_cannot_be_written()
    {
        var (admitted, next) = await JustAdmittedAsync();
        var write = _cluster.Writes.Next(nameof(PlaceStatus.Claimed), _concert.ConcertId.Value);
        var claiming = StandingOf(admitted);
        await write.Reached;

        await _cluster.AdvanceAsync(Outage, () => next.Queue.View(default));
        write.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => claiming);
        Assert.Equal((QueueStatus.Waiting, 1L), (await StandingOf(next)).StatusAndPosition());
        Assert.Equal(QueueStatus.Active, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task A_slot_outlasts_an_outage_in_which_the_admission_could_not_be_written()
    {
        var (first, admitted) = await BeforeAdmissionAsync();
        var write = _cluster.Writes.Next(nameof(PlaceStatus.Admitted), _concert.ConcertId.Value);
        var leaving = first.Queue.Leave(first.Place);
        await write.Reached;

        // No view shows the admission before it is durable, so its user cannot know.
        await _cluster.AdvanceAsync(Outage, async () => Assert.Equal(1, (await first.Queue.View(default)).Value!.Watermark));
        write.Continue();
        await leaving;

        Assert.Equal(QueueStatus.Active, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task After_an_outage_a_slot_that_nobody_claims_ends_without_a_call_at_its_time()
    {
        var (admitted, next) = await JustAdmittedAsync();
        await _cluster.AdvanceAsync(Outage);

        // Ten seconds of the outage counted. The grace of the second call is as long as what is left.
        await next.Queue.View(default);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
        await next.Queue.View(default);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(10));

        await ConcertCluster.EventuallyAsync(
            3L, async () => (await next.Queue.View(default)).Value!.Watermark, "The watermark after the next user was admitted");
        Assert.Equal(QueueStatus.Expired, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task A_queue_that_is_activated_every_20_seconds_keeps_an_unclaimed_slot_no_longer_than_its_lifetime()
    {
        var (admitted, next) = await JustAdmittedAsync();

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10), async () =>
        {
            if (_cluster.Time.GetUtcNow().Second % 20 == 0) await _cluster.Cluster.DeactivateAsync(next.Queue);
            await next.Queue.View(default);
        });

        Assert.Equal(QueueStatus.Active, (await StandingOf(next)).Status);
        Assert.Equal(QueueStatus.Expired, (await StandingOf(admitted)).Status);
    }

    [Fact]
    public async Task A_claimed_slot_ends_when_its_user_was_told_it_ends_whatever_outage_came_between()
    {
        var (admitted, next) = await JustAdmittedAsync();
        var activeUntil = (await StandingOf(admitted)).ActiveUntil;
        Assert.Equal(ConcertCluster.Noon.AddMinutes(10), activeUntil);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(activeUntil, (await StandingOf(admitted)).ActiveUntil);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(QueueStatus.Expired, (await StandingOf(admitted)).Status);
        Assert.Equal(QueueStatus.Active, (await StandingOf(next)).Status);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task A_clock_that_is_set_neither_ends_nor_prolongs_a_slot(int minutes)
    {
        var (admitted, next) = await JustAdmittedAsync();
        await StandingOf(admitted);
        _cluster.Clock.Offset = TimeSpan.FromMinutes(minutes);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1), () => next.Queue.View(default));
        Assert.Equal(QueueStatus.Active, (await StandingOf(admitted)).Status);

        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await ConcertCluster.EventuallyAsync(
            QueueStatus.Active, async () => (await StandingOf(next)).Status, "The status of the next user in the line");
    }

    private async Task<(ASession First, ASession Second)> BeforeAdmissionAsync()
    {
        var (first, second) = (_cluster.User("first", _concert), _cluster.User("second", _concert));
        await first.JoinAsync();
        await second.JoinAsync();
        return (first, second);
    }

    /// <summary>The second user was admitted a moment ago and does not know it yet; a third user waits.</summary>
    private async Task<(ASession Admitted, ASession Next)> JustAdmittedAsync()
    {
        var (first, second) = await BeforeAdmissionAsync();
        var third = _cluster.User("third", _concert);
        await third.JoinAsync();
        await first.Queue.Leave(first.Place);
        return (second, third);
    }

    private static Task<QueueStanding> StandingOf(ASession user) => user.Queue.Read(user.Place);
}
