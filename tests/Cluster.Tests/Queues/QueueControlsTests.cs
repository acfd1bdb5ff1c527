namespace Concert.Queues;

/// <summary>What operators do with a queue while it runs, and what it does by itself when no seat is left. There are three slots.</summary>
public sealed class QueueControlsTests() : OneConcertTests(maxActive: 3)
{
    private static readonly QueueControlChange Pause = new(null, null, IsPaused: true, null);

    private IQueueGrain Queue => _cluster.Grains.GetGrain<IQueueGrain>(_concert.ConcertId.Value);

    [Fact]
    public async Task In_a_pause_nobody_is_admitted_and_those_who_were_keep_their_slots()
    {
        var first = await JoinedAsync("first");
        await Queue.Configure(Pause);
        var second = await JoinedAsync("second");

        Assert.Equal(QueueStatus.Active, (await Queue.Read(first)).Status);
        Assert.Equal((QueueStatus.Waiting, 1L), (await Queue.Read(second)).StatusAndPosition());
        Assert.True((await Queue.View(default)).Value!.Notice!.IsPaused);

        await Queue.Configure(Pause with { IsPaused = false });
        Assert.Equal(QueueStatus.Active, (await Queue.Read(second)).Status);
    }

    [Fact]
    public async Task What_is_left_out_stays_as_it_is()
    {
        await Queue.Configure(new(5, 600, IsPaused: true, "Soon."));

        Assert.Equal(new QueueControls(5, 600, true, "Soon."), (await Queue.Configure(new(null, null, null, null))).Value);
        Assert.Equal(new QueueControls(5, null, true, null), (await Queue.Configure(new(null, 0, null, ""))).Value);
        Assert.Equal(new QueueControls(5, null, false, null), (await Queue.Configure(Pause with { IsPaused = false })).Value);
    }

    [Fact]
    public async Task What_operators_set_outlasts_the_activation()
    {
        await Queue.Configure(new(5, 600, IsPaused: true, "Soon."));

        await _cluster.Cluster.DeactivateAsync(Queue);

        Assert.Equal(new(5, 600, true, "Soon."), (await Queue.Figures()).Value!.Controls);
        Assert.Equal(QueueStatus.Waiting, (await Queue.Read(await JoinedAsync("late"))).Status);
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_in_force_one_after_another()
    {
        var changes = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => Queue.Configure(new(n, n, null, $"{n}"))));

        Assert.All(changes, change => Assert.Equal($"{change.Value!.MaxActive}", change.Value.Message));
        Assert.Equal(changes.Select(change => change.Value!.MaxActive).Order(), Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task In_a_pause_before_the_first_admission_the_estimate_is_what_slots_guarantee()
    {
        await Queue.Configure(Pause);
        await JoinedAsync("a");

        Assert.Equal(3 / 600.0, (await Queue.Read(await JoinedAsync("b"))).AdmissionsPerSecond);
    }

    [Fact]
    public async Task A_change_that_cannot_be_stored_is_not_in_force()
    {
        await Queue.Configure(new(3, null, null, null));
        await _cluster.ExecuteAsync("alter table grain_state rename to lost");

        await Assert.ThrowsAnyAsync<Exception>(() => Queue.Configure(Pause));
        await _cluster.ExecuteAsync("alter table lost rename to grain_state");

        Assert.False((await Queue.Figures()).Value!.Controls.IsPaused);
        Assert.Equal(QueueStatus.Active, (await Queue.Read(await JoinedAsync("one"))).Status);
    }

    [Fact]
    public async Task More_slots_admit_the_next_at_once_and_fewer_end_none()
    {
        QueuePlace[] users = [await JoinedAsync("a"), await JoinedAsync("b"), await JoinedAsync("c"), await JoinedAsync("d"), await JoinedAsync("e")];

        await Queue.Configure(new(4, null, null, null));
        Assert.Equal(QueueStatus.Active, (await Queue.Read(users[3])).Status);

        await Queue.Configure(new(1, null, null, null));
        Assert.Equal(new QueueCounts(1, 4), (await Queue.Count()).Value);
        await Queue.Leave(users[0]);
        Assert.Equal((QueueStatus.Waiting, 1L), (await Queue.Read(users[4])).StatusAndPosition());
        // The slots are more than Queue:MaxActive allows, and were allowed by the operators.
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task A_rate_admits_the_next_when_it_is_time_also_if_nobody_calls()
    {
        await Queue.Configure(new(100, 6, null, null));
        for (var n = 1; n <= 5; n++) await JoinedAsync($"u{n}");
        Assert.Equal(new QueueCounts(4, 1), (await Queue.Count()).Value);

        foreach (var expected in new[] { new QueueCounts(3, 2), new QueueCounts(2, 3) })
        {
            await _cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
            // The queue's timer admits the user, while the clock already stands still.
            await ConcertCluster.EventuallyAsync(expected, async () => (await Queue.Count()).Value!, "the counts");
        }
    }

    [Fact]
    public async Task The_figures_count_what_happened_also_before_this_activation()
    {
        QueuePlace[] users = [await JoinedAsync("a"), await JoinedAsync("b"), await JoinedAsync("c"), await JoinedAsync("d"), await JoinedAsync("e")];
        await Queue.Leave(users[3]);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(20), () => Queue.View(default));
        var figures = (await Queue.Figures()).Value!;

        Assert.Equal(
            new QueueFigures(1, 0, 3, 3, 3, 0, 1, 3, TimeSpan.FromSeconds(20), new(3, null, false, null)), figures);

        await Queue.Leave(users[0]);
        await _cluster.Cluster.DeactivateAsync(Queue);
        figures = (await Queue.Figures()).Value!;
        Assert.Equal((0, 3, 4L, 3L, 0L, 1L), (figures.WaitingCount, figures.ActiveCount, figures.AdmittedCount, figures.ClaimedCount, figures.ExpiredUnclaimedCount, figures.DepartedCount));
    }

    [Fact]
    public async Task A_slot_that_nobody_claimed_is_counted_apart()
    {
        QueuePlace[] users = [await JoinedAsync("a"), await JoinedAsync("b"), await JoinedAsync("c"), await JoinedAsync("d")];
        await Queue.Leave(users[0]);
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(40), () => Queue.View(default));

        Assert.Equal(1, (await Queue.Figures()).Value!.ExpiredUnclaimedCount);
    }

    [Fact]
    public async Task Admission_stops_while_no_seat_is_free_and_goes_on_when_held_ones_come_back()
    {
        var hall = await _cluster.ConcertAsync(rowCount: 1, seatsPerRow: 1);
        var queue = _cluster.Grains.GetGrain<IQueueGrain>(hall.ConcertId.Value);
        await queue.Configure(new(100, null, null, null));
        // 45 seats, at most four of them for one user.
        string[] seats = ["1-1-1", .. Seats(2, 5, 8), .. Seats(3, 1, 4)];
        foreach (var (n, some) in seats.Chunk(4).Index()) await _cluster.User($"buyer{n}", hall).HoldAsync(some);
        await ConcertCluster.EventuallyAsync(0, async () => (await _cluster.SeatMap(hall).Count()).Value!.AvailableCount, "Free seats");
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        await ConcertCluster.EventuallyAsync(
            0L, async () => (await queue.View(default)).Value!.Notice is { LikelyThrough: { } through } ? through : -1, "The last likely position");

        var late = _cluster.User("late", hall);
        Assert.Equal((QueueStatus.Waiting, 1L), (await late.JoinAsync()).StatusAndPosition());
        Assert.False((await queue.View(default)).Value!.Notice!.IsSoldOut);
        await _cluster.Cluster.DeactivateAsync(queue);
        Assert.Equal((QueueStatus.Waiting, 1L), (await queue.Read(late.Place)).StatusAndPosition());

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(20), () => queue.View(default));
        await ConcertCluster.EventuallyAsync(
            QueueStatus.Active,
            async () =>
            {
                _cluster.Time.Advance(TimeSpan.FromSeconds(1));
                await queue.View(default);
                return (await queue.Read(late.Place)).Status;
            },
            "The status of the one who waited");
    }

    private static IEnumerable<string> Seats(int section, int rowCount, int seatsPerRow) =>
        from row in Enumerable.Range(1, rowCount) from number in Enumerable.Range(1, seatsPerRow) select $"{section}-{row}-{number}";

    private async Task<QueuePlace> JoinedAsync(string name)
    {
        var user = _cluster.User(name, _concert);
        await user.JoinAsync();
        return user.Place;
    }
}
