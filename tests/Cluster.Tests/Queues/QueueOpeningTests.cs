namespace Concert.Queues;

/// <summary>
/// The opening of a queue with a draw, by a clock that only the test moves: the sale opens in an hour, the lobby half an hour before.
/// There are three slots.
/// </summary>
public sealed class QueueOpeningTests() : OneConcertTests(maxActive: 3)
{
    private static readonly DateTimeOffset OpensAt = ConcertCluster.Noon.AddHours(1);

    private AConcert _drawn = null!;

    private IQueueGrain Queue => _cluster.Grains.GetGrain<IQueueGrain>(_drawn.ConcertId.Value);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _drawn = await _cluster.ConcertAsync(salesOpenAt: OpensAt, hasDraw: true);
    }

    [Fact]
    public async Task Nobody_can_join_before_the_lobby_opens()
    {
        var refused = await JoinAsync("early");

        Assert.Equal(new Refusal.QueueNotOpen(OpensAt.AddMinutes(-30), OpensAt), refused.Refusal);
        Assert.Equal(QueuePhase.Closed, (await OpeningAsync()).Phase);
    }

    [Fact]
    public async Task In_the_lobby_nobody_has_a_position_and_no_slot_runs()
    {
        var places = await LobbyAsync(5);

        foreach (var place in places) Assert.Equal((QueueStatus.Lobby, 0L), (await Queue.Read(place)).StatusAndPosition());
        Assert.Equal(new QueueCounts(5, 0), (await Queue.Count()).Value);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(29), () => Queue.View(default));
        Assert.Equal(new QueueCounts(5, 0), (await Queue.Count()).Value);
        Assert.IsType<Refusal.SalesClosed>((await Queue.Enter(places[0])).Refusal);
    }

    [Fact]
    public async Task The_commitment_is_public_from_the_start_and_the_seed_only_once_the_order_is_drawn()
    {
        var before = await OpeningAsync();
        await LobbyAsync(5);
        var lobby = await OpeningAsync();

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        var after = await OpeningAsync();

        Assert.Equal((QueuePhase.Lobby, null, null), (lobby.Phase, lobby.Seed, lobby.EarlyCount));
        Assert.Equal((QueuePhase.Open, 5L), (after.Phase, after.EarlyCount));
        Assert.Equal((before.Commitment, before.Commitment), (lobby.Commitment, after.Commitment));
        Assert.Equal(after.Commitment, DrawSeed.CommitmentOf(DrawSeed.Parse(after.Seed!)));
    }

    [Fact]
    public async Task At_the_opening_the_early_stand_in_the_order_of_the_draw_and_the_late_behind_them()
    {
        var early = await LobbyAsync(8);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        var late = new List<QueuePlace>();
        for (var n = 1; n <= 3; n++) late.Add(await PlaceOfAsync($"late{n}"));

        await AssertOrderAsync(early, late);
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task Those_who_left_the_lobby_have_no_turn()
    {
        var early = await LobbyAsync(8);
        await Queue.Leave(early[2]);
        await Queue.Leave(early[5]);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(QueueStatus.Expired, (await Queue.Read(early[2])).Status);
        await AssertOrderAsync([.. early.Where((_, index) => index is not (2 or 5))], []);
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task Whoever_joins_in_the_tick_of_the_opening_is_late()
    {
        await LobbyAsync(4);
        _cluster.Time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((QueueStatus.Waiting, 2L), (await JoinAsync("tick")).Value!.Standing.StatusAndPosition());
        Assert.Equal(4, (await OpeningAsync()).EarlyCount);
    }

    [Fact]
    public async Task Many_who_join_in_the_second_of_the_opening_are_all_early_or_late_and_each_has_one_place()
    {
        var early = await LobbyAsync(20);
        _cluster.Time.Advance(TimeSpan.FromMinutes(30));

        var joins = await Task.WhenAll(Enumerable.Range(1, 200).Select(n => JoinAsync($"rush{n}")));

        Assert.Equal(Enumerable.Range(21, 200).Select(n => (long)n), joins.Select(join => join.Value!.Standing.Place).Order());
        Assert.Equal(20, (await OpeningAsync()).EarlyCount);
        await AssertOrderAsync(early, [.. joins.OrderBy(join => join.Value!.Standing.Place).Select(join => PlaceOf(join, joins))]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queue_that_is_lost_in_the_lobby_or_at_the_opening_draws_the_same_order(bool isLostAfterTheOpening)
    {
        var early = await LobbyAsync(8);
        var seed = (await _cluster.DrawSeedAsync(_drawn))!;
        if (isLostAfterTheOpening) await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        await _cluster.Cluster.DeactivateAsync(Queue);
        if (!isLostAfterTheOpening) await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(DrawSeed.TextOf(seed), (await OpeningAsync()).Seed);
        await AssertOrderAsync(early, []);
        await _cluster.Cluster.DeactivateAsync(Queue);
        await AssertOrderAsync(early, []);
    }

    [Fact]
    public async Task An_opening_that_cannot_be_stored_admits_nobody_and_is_tried_again()
    {
        var early = await LobbyAsync(8);
        await _cluster.ExecuteAsync("alter table grain_state rename to lost");
        _cluster.Time.Advance(TimeSpan.FromMinutes(30));

        await Assert.ThrowsAnyAsync<Exception>(() => Queue.Read(early[0]));
        await _cluster.ExecuteAsync("alter table lost rename to grain_state");

        await AssertOrderAsync(early, []);
    }

    [Fact]
    public async Task An_opening_that_a_failover_lost_is_repeated_and_nobody_who_waits_is_passed_over()
    {
        var early = await LobbyAsync(8);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        await AssertOrderAsync(early, []);
        await _cluster.ExecuteAsync($"delete from grain_state where grain_type = 'queue' and grain_key = '{_drawn.ConcertId}'");
        await _cluster.Cluster.DeactivateAsync(Queue);

        await AssertOrderAsync(early, []);
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task A_concert_without_a_draw_admits_the_early_in_the_order_of_joining()
    {
        _drawn = await _cluster.ConcertAsync(salesOpenAt: OpensAt, hasDraw: false);
        var early = await LobbyAsync(8);
        Assert.All(early, place => Assert.NotEqual(0, place.Place));
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));

        foreach (var (index, place) in early.Index())
            Assert.Equal(index < 3 ? (QueueStatus.Active, 0) : (QueueStatus.Waiting, index - 2L), (await Queue.Read(place)).StatusAndPosition());
        var opening = await OpeningAsync();
        Assert.Equal((null, null), (opening.Commitment, opening.Seed));
    }

    [Fact]
    public async Task When_all_dates_are_over_nobody_can_join_and_nobody_waits()
    {
        var early = await LobbyAsync(5);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        var last = early[^1];
        foreach (var place in early)
        {
            if ((await Queue.Read(place)).Status is QueueStatus.Waiting) last = place;
        }

        _cluster.Time.Advance(TimeSpan.FromDays(7));

        Assert.IsType<Refusal.SalesClosed>((await JoinAsync("too-late")).Refusal);
        Assert.Equal(QueueStatus.Expired, (await Queue.Read(last)).Status);
        Assert.Equal(QueuePhase.Ended, (await OpeningAsync()).Phase);
    }

    private static QueuePlace PlaceOf(Outcome<QueueEntry> join, Outcome<QueueEntry>[] joins) =>
        new(UserOf($"rush{Array.IndexOf(joins, join) + 1}"), join.Value!.Standing.Place);

    private static UserId UserOf(string name) => new($"u_{name}");

    private Task<Outcome<QueueEntry>> JoinAsync(string name) => Queue.Join(UserOf(name));

    private async Task<QueuePlace> PlaceOfAsync(string name) => new(UserOf(name), (await JoinAsync(name)).Value!.Standing.Place);

    private async Task<QueueOpening> OpeningAsync() => (await Queue.View(default)).Value!.Opening!;

    private async Task<List<QueuePlace>> LobbyAsync(int count)
    {
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        var places = new List<QueuePlace>();
        for (var n = 1; n <= count; n++) places.Add(await PlaceOfAsync($"early{n}"));
        return places;
    }

    // The first three have the slots, the others wait in order.
    private async Task AssertOrderAsync(IReadOnlyCollection<QueuePlace> early, IReadOnlyCollection<QueuePlace> late)
    {
        var seed = (await _cluster.DrawSeedAsync(_drawn))!;
        var line = early.OrderBy(place => Convert.ToHexString(DrawOrder.HashOf(seed, place.Place)), StringComparer.Ordinal).Concat(late);
        foreach (var (index, place) in line.Index())
        {
            var expected = index < 3 ? (QueueStatus.Active, 0) : (QueueStatus.Waiting, index - 2L);
            Assert.Equal((place.Place, expected), (place.Place, (await Queue.Read(place)).StatusAndPosition()));
        }
    }
}
