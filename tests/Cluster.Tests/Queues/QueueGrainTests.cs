using Concert.Reservations;
using Concert.Storage;

namespace Concert.Queues;

/// <summary>The queue, with a clock that only the test moves: three slots of ten minutes, and half a minute to claim a slot.</summary>
public sealed class QueueGrainTests() : OneConcertTests(maxActive: 3)
{
    [Fact]
    public async Task The_first_users_are_admitted_at_once_and_the_rest_wait_in_order()
    {
        var standings = new List<QueueStanding>();
        foreach (var user in Users(6)) standings.Add(await user.JoinAsync());

        Assert.Equal([1, 2, 3, 4, 5, 6], standings.Select(standing => standing.Place));
        Assert.Equal(
            [QueueStatus.Active, QueueStatus.Active, QueueStatus.Active, QueueStatus.Waiting, QueueStatus.Waiting, QueueStatus.Waiting],
            standings.Select(standing => standing.Status));
        Assert.Equal([0, 0, 0, 1, 2, 3], standings.Select(standing => standing.Position));
    }

    [Fact]
    public async Task Joining_again_gives_the_same_place()
    {
        var user = Users(1)[0];
        var first = await user.JoinAsync();

        var again = await user.Queue.Join(user.User);

        Assert.False(again.Value!.IsNew);
        Assert.Equal(first.Place, again.Value.Standing.Place);
    }

    [Fact]
    public async Task A_thousand_joins_at_once_get_a_thousand_places_without_a_gap()
    {
        var places = await Task.WhenAll(Users(1_000).Select(async user => (await user.JoinAsync()).Place));

        Assert.Equal(Enumerable.Range(1, 1_000).Select(n => (long)n), places.Order());
    }

    [Fact]
    public async Task Leaving_an_active_place_admits_the_next_user()
    {
        var users = await JoinedAsync(5);

        await users[1].Queue.Leave(users[1].Place);

        Assert.Equal(QueueStatus.Active, (await StandingOf(users[3])).Status);
        Assert.Equal((QueueStatus.Waiting, 1L), (await StandingOf(users[4])).StatusAndPosition());
        Assert.Equal(QueueStatus.Expired, (await StandingOf(users[1])).Status);
    }

    [Fact]
    public async Task Leaving_the_line_shortens_it_only_for_the_users_behind()
    {
        var users = await JoinedAsync(6);

        await users[4].Queue.Leave(users[4].Place);

        Assert.Equal((QueueStatus.Waiting, 1L), (await StandingOf(users[3])).StatusAndPosition());
        Assert.Equal(QueueStatus.Expired, (await StandingOf(users[4])).Status);
        Assert.Equal((QueueStatus.Waiting, 2L), (await StandingOf(users[5])).StatusAndPosition());
    }

    [Fact]
    public async Task A_user_admitted_while_polling_is_never_reported_expired()
    {
        for (var round = 0; round < 20; round++)
        {
            var concert = await _cluster.ConcertAsync();
            ASession[] users = [.. Enumerable.Range(1, 5).Select(n => _cluster.User($"user{n}", concert))];
            foreach (var user in users) await user.JoinAsync();

            // The first departure starts a write, and the polls wait for it. Before it ends, the second departure admits the polling user.
            var first = users[0].Queue.Leave(users[0].Place);
            var polls = Enumerable.Range(0, 20).Select(_ => StandingOf(users[4])).ToList();
            var joined = users[4].Queue.Join(users[4].User);
            var second = users[1].Queue.Leave(users[1].Place);

            await Task.WhenAll(first, second);
            Assert.DoesNotContain(QueueStatus.Expired, (await Task.WhenAll(polls)).Select(standing => standing.Status));
            Assert.NotEqual(QueueStatus.Expired, (await joined).Value!.Standing.Status);
        }
    }

    [Fact]
    public async Task Who_has_a_slot_enters_while_a_step_of_another_is_being_written()
    {
        var users = await JoinedAsync(5);
        var departure = _cluster.Writes.Next(nameof(PlaceStatus.Departed), _concert.ConcertId.Value);
        var leaving = users[4].Queue.Leave(users[4].Place);
        await departure.Reached;

        var slot = await users[0].Queue.Enter(users[0].Place);
        var standing = await StandingOf(users[1]);

        Assert.True(slot.IsGranted);
        Assert.Equal(QueueStatus.Active, standing.Status);
        departure.Continue();
        await leaving;
    }

    [Fact]
    public async Task Nobody_moves_up_for_a_departure_that_is_not_durable_yet()
    {
        var users = await JoinedAsync(6);
        var departure = _cluster.Writes.Next(nameof(PlaceStatus.Departed), _concert.ConcertId.Value);
        var leaving = users[4].Queue.Leave(users[4].Place);
        await departure.Reached;

        var polls = Begun(nameof(IQueueGrain.Read));
        var polling = StandingOf(users[5]);
        await polls;
        var seen = (await users[0].Queue.View(default)).Value!;
        departure.Fail();

        Assert.Empty(seen.Departures);
        await Assert.ThrowsAsync<UnavailableException>(() => leaving);
        await Assert.ThrowsAsync<UnavailableException>(() => polling);
        Assert.Equal((QueueStatus.Waiting, 3L), (await StandingOf(users[5])).StatusAndPosition());
    }

    [Fact]
    public async Task A_repeated_leave_is_not_confirmed_before_the_first_one_is_durable()
    {
        var users = await JoinedAsync(6);
        var departure = _cluster.Writes.Next(nameof(PlaceStatus.Departed), _concert.ConcertId.Value);
        var first = users[4].Queue.Leave(users[4].Place);
        await departure.Reached;

        var leaves = Begun(nameof(IQueueGrain.Leave));
        var second = users[4].Queue.Leave(users[4].Place);
        await leaves;
        departure.Fail();
        await Assert.ThrowsAsync<UnavailableException>(() => first);
        await Assert.ThrowsAsync<UnavailableException>(() => second);
        Assert.Equal((QueueStatus.Waiting, 2L), (await StandingOf(users[4])).StatusAndPosition());

        await users[4].Queue.Leave(users[4].Place);

        Assert.Equal(QueueStatus.Expired, (await StandingOf(users[4])).Status);
        Assert.Equal((QueueStatus.Waiting, 2L), (await StandingOf(users[5])).StatusAndPosition());
    }

    [Theory]
    [InlineData(nameof(PlaceStatus.Waiting))]
    [InlineData(nameof(PlaceStatus.Admitted))]
    [InlineData(nameof(PlaceStatus.Claimed))]
    public async Task A_user_is_reported_active_only_when_every_step_of_the_admission_is_durable(string step)
    {
        var write = _cluster.Writes.Next(step, _concert.ConcertId.Value);
        var user = Users(1)[0];
        var joining = user.Queue.Join(user.User);
        await write.Reached;

        Assert.False(joining.IsCompleted);
        write.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => joining);
        Assert.Equal(QueueStatus.Active, (await user.JoinAsync()).Status);
    }

    [Fact]
    public async Task A_slot_lasts_ten_minutes_and_then_goes_to_the_next_user()
    {
        var users = await JoinedAsync(4);
        var first = await StandingOf(users[0]);
        Assert.Equal(ConcertCluster.Noon.AddMinutes(10), first.ActiveUntil);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(QueueStatus.Expired, (await StandingOf(users[0])).Status);
        Assert.Equal(QueueStatus.Active, (await StandingOf(users[3])).Status);
        Assert.Equal(new Refusal.QueueTokenNotActive(), (await users[0].ReserveAsync("1-1-1")).Refusal);
    }

    [Fact]
    public async Task An_admitted_user_who_does_not_claim_the_slot_loses_it_to_the_next_user()
    {
        var users = await JoinedAsync(5);
        await users[0].Queue.Leave(users[0].Place);

        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(30), () => users[4].Queue.View(default));

        Assert.Equal(QueueStatus.Active, (await StandingOf(users[4])).Status);
        Assert.Equal(QueueStatus.Expired, (await StandingOf(users[3])).Status);
    }

    [Fact]
    public async Task Joining_after_a_place_has_ended_gives_a_new_place_at_the_end_of_the_line()
    {
        var users = await JoinedAsync(5);
        await users[0].Queue.Leave(users[0].Place);

        var again = await users[0].JoinAsync();

        Assert.Equal((6L, QueueStatus.Waiting, 2L), (again.Place, again.Status, again.Position));
    }

    [Fact]
    public async Task A_released_hold_keeps_the_slot_and_a_payment_ends_it()
    {
        var users = await JoinedAsync(4);
        await users[0].ChargeAsync(50_000);
        var first = (await users[0].ReserveAsync("1-1-1")).Value!;
        await users[0].Reservations.Release(first.ReservationId);
        Assert.Equal(QueueStatus.Active, (await StandingOf(users[0])).Status);

        var second = (await users[0].ReserveAsync("1-1-2")).Value!;
        await users[0].PayAsync(second.ReservationId);

        await ConcertCluster.EventuallyAsync(
            QueueStatus.Active, async () => (await StandingOf(users[3])).Status, "The status of the next user in the line");
        Assert.Equal(ReservationStatus.Paid, (await users[0].Reservations.Find(second.ReservationId)).Value!.Status);
    }

    [Fact]
    public async Task A_gateway_reads_the_watermark_and_the_departures_since_its_last_read()
    {
        var users = await JoinedAsync(8);
        var first = (await users[0].Queue.View(default)).Value!;
        await users[5].Queue.Leave(users[5].Place);
        await users[6].Queue.Leave(users[6].Place);

        var all = (await users[0].Queue.View(default)).Value!;
        var since = (await users[0].Queue.View(new(first.Epoch, first.DepartureCount))).Value!;
        var nothing = (await users[0].Queue.View(new(since.Epoch, since.DepartureCount))).Value!;

        Assert.Equal((3L, 3L), (first.Watermark, all.Watermark));
        Assert.Equal([6L, 7L], all.Departures);
        Assert.Equal([6L, 7L], since.Departures);
        Assert.Empty(nothing.Departures);
    }

    [Fact]
    public async Task The_line_is_the_same_after_the_queue_grain_is_deactivated()
    {
        var users = await JoinedAsync(7);
        await users[4].Queue.Leave(users[4].Place);
        var before = await Task.WhenAll(users.Select(StandingOf));

        await _cluster.Cluster.DeactivateAsync(users[0].Queue);

        Assert.Equal(before, await Task.WhenAll(users.Select(StandingOf)));
        Assert.Equal(8, (await Users(8)[7].JoinAsync()).Place);
    }

    [Fact]
    public async Task Slots_expire_on_time_after_the_activation_that_gave_them_is_deactivated()
    {
        var users = await JoinedAsync(4);
        await _cluster.Cluster.DeactivateAsync(users[0].Queue);
        Assert.Equal(3, (await users[0].Queue.View(default)).Value!.Watermark);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10));

        await ConcertCluster.EventuallyAsync(
            4L, async () => (await users[0].Queue.View(default)).Value!.Watermark, "The watermark, without a request of the fourth user");
        Assert.Equal(QueueStatus.Active, (await StandingOf(users[3])).Status);
    }

    [Fact]
    public async Task A_user_is_reported_expired_only_when_the_end_of_the_slot_is_durable()
    {
        var users = await JoinedAsync(3);
        var end = _cluster.Writes.Next(nameof(PlaceStatus.Ended), _concert.ConcertId.Value);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(10));
        await end.Reached;

        var (polls, enters) = (Begun(nameof(IQueueGrain.Read)), Begun(nameof(IQueueGrain.Enter)));
        var polling = StandingOf(users[0]);
        var entering = users[0].Queue.Enter(users[0].Place);
        await Task.WhenAll(polls, enters);
        Assert.False(polling.IsCompleted || entering.IsCompleted);
        end.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => polling);
        await Assert.ThrowsAsync<UnavailableException>(() => entering);
    }

    private List<ASession> Users(int count) => [.. Enumerable.Range(1, count).Select(n => _cluster.User($"user{n}", _concert))];

    private async Task<List<ASession>> JoinedAsync(int count)
    {
        var users = Users(count);
        foreach (var user in users) await user.JoinAsync();
        return users;
    }

    private Task Begun(string method) => _cluster.Calls.Next(method, _concert.ConcertId.Value);

    private static Task<QueueStanding> StandingOf(ASession user) => user.Queue.Read(user.Place);
}

internal static class StandingExtensions
{
    public static (QueueStatus Status, long Position) StatusAndPosition(this QueueStanding standing) =>
        (standing.Status, standing.Position);
}
