namespace Concert.Queues;

/// <summary>Users who join and leave in a loop: what is left of it in the database. There is one slot.</summary>
public sealed class DepartedPlacesTests() : OneConcertTests(maxActive: 1)
{
    private const int LoopCount = 20;

    // How far the stored watermark may lag, and what may be in front of the line.
    private const int MaxLeftOver = 1_100;

    private readonly SortedSet<long> _given = [];

    private IQueueGrain Queue => _cluster.Grains.GetGrain<IQueueGrain>(_concert.ConcertId.Value);

    [Fact]
    public async Task Places_that_come_and_go_leave_no_row_for_each_cycle_and_change_nothing_for_others()
    {
        var active = await JoinAsync("active");
        await LoopAsync(3_000);
        await EventuallyFewRowsAsync();
        var (second, third) = (await JoinAsync("second"), await JoinAsync("third"));
        await LoopAsync(100);

        Assert.Equal((3_002L, 3_003L), (second.Place, third.Place));
        Assert.Equal(QueueStatus.Active, (await Queue.Read(active)).Status);
        Assert.Equal((QueueStatus.Waiting, 2L), (await Queue.Read(third)).StatusAndPosition());
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task A_queue_whose_rows_were_removed_goes_on_as_it_was_after_a_restart()
    {
        await JoinAsync("active");
        await LoopAsync(2_500);
        await EventuallyFewRowsAsync();
        var (second, third) = (await JoinAsync("second"), await JoinAsync("third"));
        var before = (await Queue.Figures()).Value!;

        await _cluster.Cluster.DeactivateAsync(Queue);

        Assert.Equal((before.DepartedCount, before.AdmittedCount, before.WaitingCount), Of((await Queue.Figures()).Value!));
        Assert.Equal(2_500, before.DepartedCount);
        Assert.Equal((QueueStatus.Waiting, 1L), (await Queue.Read(second)).StatusAndPosition());
        Assert.Equal(third, await JoinAsync("third", isNew: false));
        await LoopAsync(60);
        await _cluster.Cluster.DeactivateAsync(Queue);
        Assert.Equal(2_560, (await Queue.Figures()).Value!.DepartedCount);
        await _cluster.AuditAsync();

        static (long, long, long) Of(QueueFigures figures) => (figures.DepartedCount, figures.AdmittedCount, figures.WaitingCount);
    }

    // Waiting users whose turn has not come stand behind every departed place that stays.
    [Fact]
    public async Task Nothing_is_removed_before_the_line_has_passed_it()
    {
        var active = await JoinAsync("active");
        await JoinAsync("second");
        await LoopAsync(1_200);
        Assert.Equal(1_202, await RowsAsync());

        await Queue.Leave(active);
        // The watermark has passed all of them now. The write of a later decision stores it.
        await JoinAsync("last");

        await EventuallyFewRowsAsync();
        await _cluster.AuditAsync();
    }

    // As after a crash between the count and the deletion.
    [Fact]
    public async Task Places_that_were_counted_and_not_removed_are_removed_by_the_next_activation()
    {
        await JoinAsync("active");
        await _cluster.ExecuteAsync("create trigger keep before delete on queue_place begin select raise(abort, 'The test keeps the rows.'); end");
        await LoopAsync(1_200);
        await ConcertCluster.EventuallyAsync(true, async () => await RemovedCountAsync() > 1_000, "Whether the places were counted");
        Assert.Equal(1_201, await RowsAsync());
        await _cluster.AuditAsync();
        await _cluster.ExecuteAsync("drop trigger keep");

        await _cluster.Cluster.DeactivateAsync(Queue);
        await Queue.View(default);

        await EventuallyFewRowsAsync(200);
        Assert.True(await RemovedCountAsync() >= 1_201 - await RowsAsync());
        await JoinAsync("last");
        await _cluster.AuditAsync();
    }

    // A failed removal does not fail the users whose commands went on meanwhile.
    [Fact]
    public async Task A_removal_that_fails_is_tried_again_when_the_line_has_moved_on()
    {
        await JoinAsync("active");
        await _cluster.ExecuteAsync("create trigger keep before delete on queue_place begin select raise(abort, 'The test keeps the rows.'); end");
        await LoopAsync(1_200);
        await ConcertCluster.EventuallyAsync(true, async () => await RemovedCountAsync() > 1_000, "Whether the places were counted");
        await _cluster.ExecuteAsync("drop trigger keep");

        await LoopAsync(1_200);

        await EventuallyFewRowsAsync();
        Assert.InRange(await RemovedCountAsync(), 2_000, 3_600);
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task The_places_of_a_draw_are_removed_once_all_of_them_had_their_turn()
    {
        _concert = await _cluster.ConcertAsync(salesOpenAt: ConcertCluster.Noon.AddHours(1), hasDraw: true);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(31));
        var early = await JoinAsync("early");
        await LoopAsync(1_200);
        var other = await JoinAsync("other");
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(29));
        var late = await JoinAsync("late");
        var (first, second) = (await Queue.Read(early)).Status is QueueStatus.Active ? (early, other) : (other, early);
        await _cluster.Cluster.DeactivateAsync(Queue);
        Assert.Equal((QueueStatus.Waiting, 1L), (await Queue.Read(second)).StatusAndPosition());
        Assert.Empty(await _cluster.VerifyDrawAsync(_concert));

        await Queue.Leave(first);
        await JoinAsync("last");

        await EventuallyFewRowsAsync(10);
        Assert.Equal(1_200, (await _cluster.VerifyDrawAsync(_concert)).Count);
        await _cluster.Cluster.DeactivateAsync(Queue);
        Assert.Equal(QueueStatus.Active, (await Queue.Read(second)).Status);
        Assert.Equal((QueueStatus.Waiting, 1L), (await Queue.Read(late)).StatusAndPosition());
        Assert.Equal(1_200, (await Queue.Figures()).Value!.DepartedCount);
        Assert.Equal(1_200, (await _cluster.VerifyDrawAsync(_concert)).Count);
        await _cluster.AuditAsync();
    }

    // As on a silo that was frozen: the next activation has read the progress, and has not read the rows.
    [Fact]
    public async Task An_activation_that_begins_while_another_one_removes_places_begins_anew()
    {
        await JoinAsync("active");
        await LoopAsync(20);
        var waiting = await JoinAsync("waiting");
        await _cluster.Cluster.DeactivateAsync(Queue);
        await Queue.View(default);
        await _cluster.Cluster.DeactivateAsync(Queue);
        var read = _cluster.Writes.Next("ReadAsync", _concert.ConcertId.Value);
        var beginning = Queue.View(default);
        await read.Reached;

        await _cluster.ExecuteAsync($"""
            update grain_state set version = version + 1,
                state = json_set(state, '$.watermark', 21, '$.endedThrough', 0, '$.removedCount', 20)
            where grain_type = 'queue' and grain_key = '{_concert.ConcertId}';
            delete from queue_place where concert_id = '{_concert.ConcertId}' and status = 'Departed';
            """);
        read.Continue();

        await Assert.ThrowsAnyAsync<Exception>(() => beginning);
        Assert.Equal((QueueStatus.Waiting, 1L), (await Queue.Read(waiting)).StatusAndPosition());
        await _cluster.AuditAsync();
    }

    // Loops share commits.
    private async Task LoopAsync(int cycleCount)
    {
        await Task.WhenAll(Enumerable.Range(1, LoopCount).Select(async loop =>
        {
            for (var cycle = 0; cycle < cycleCount / LoopCount; cycle++) await Queue.Leave(await JoinAsync($"loop-{loop}"));
        }));
    }

    private async Task<QueuePlace> JoinAsync(string name, bool isNew = true)
    {
        var user = new UserId($"u_{name}");
        var entry = (await Queue.Join(user)).Value!;
        Assert.Equal(isNew, entry.IsNew);
        lock (_given) Assert.Equal(isNew, _given.Add(entry.Standing.Place));
        return new(user, entry.Standing.Place);
    }

    private Task<long> RowsAsync() => _cluster.ScalarAsync($"select count(*) from queue_place where concert_id = '{_concert.ConcertId}'");

    private Task<long> RemovedCountAsync() => _cluster.ScalarAsync(
        $"select coalesce(max(state ->> 'removedCount'), 0) from grain_state where grain_type = 'queue' and grain_key = '{_concert.ConcertId}'");

    private Task EventuallyFewRowsAsync(int count = MaxLeftOver) =>
        ConcertCluster.EventuallyAsync(true, async () => await RowsAsync() <= count, $"Whether at most {count} rows are left");
}
