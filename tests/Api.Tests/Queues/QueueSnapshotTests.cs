using Concert.Auth;

namespace Concert.Queues;

public sealed class QueueSnapshotTests
{
    [Fact]
    public void A_position_counts_the_places_above_the_watermark_whose_users_have_not_left()
    {
        var snapshot = QueueSnapshot.Empty.With(new QueueView(10, 1, 3, [12, 18, 15], 2));

        Assert.Equal(1, snapshot.StandingOf(11)!.Position);
        Assert.Equal(2, snapshot.StandingOf(13)!.Position);
        Assert.Equal(4, snapshot.StandingOf(16)!.Position);
        Assert.Equal(7, snapshot.StandingOf(20)!.Position);
        Assert.False(snapshot.StandingOf(10) is { Status: QueueStatus.Waiting });
        Assert.False(snapshot.StandingOf(12) is { Status: QueueStatus.Waiting });
        Assert.True(snapshot.StandingOf(12) is { Status: QueueStatus.Expired });
    }

    [Fact]
    public void Departures_at_or_below_the_watermark_are_dropped()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 2, [12, 18], 2)).With(new(12, 1, 3, [20], 2));

        Assert.Equal((1, 5, 7), (snapshot.StandingOf(13)!.Position, snapshot.StandingOf(17)!.Position, snapshot.StandingOf(21)!.Position));
        Assert.False(snapshot.StandingOf(12) is { Status: QueueStatus.Expired });
    }

    [Fact]
    public void A_place_that_departed_stays_departed_when_an_older_activation_answers_once_more()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 2, 2, [12, 18], 2)).With(new(9, 1, 1, [14], 2));

        Assert.All([12, 14, 18], place => Assert.True(snapshot.StandingOf(place) is { Status: QueueStatus.Expired }));
        Assert.Equal(7, snapshot.StandingOf(20)!.Position);
    }

    [Fact]
    public void The_claim_window_is_the_one_of_the_last_view()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 0, [], 5, TimeSpan.FromSeconds(30)));

        Assert.Equal(TimeSpan.FromSeconds(15), snapshot.With(new(10, 1, 0, [], 5, TimeSpan.FromSeconds(15))).ClaimWindow);
    }

    [Fact]
    public void Who_is_far_from_the_door_follows_the_slots_of_the_newest_activation()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 2, 0, [], 5, TimeSpan.FromSeconds(30), MaxActive: 500));
        Assert.Equal((false, true), (snapshot.PollLimits.IsFar(1_000), snapshot.PollLimits.IsFar(1_001)));

        var raised = snapshot.With(new(10, 2, 0, [], 5, TimeSpan.FromSeconds(30), MaxActive: 600));
        Assert.False(raised.PollLimits.IsFar(1_001));
        Assert.False(raised.With(new(10, 1, 0, [], 5, TimeSpan.FromSeconds(30), MaxActive: 500)).PollLimits.IsFar(1_001));
        // A silo of a version that does not send it.
        Assert.False(raised.With(new(10, 3, 0, [], 5, TimeSpan.FromSeconds(30))).PollLimits.IsFar(1_000_000));
    }

    [Fact]
    public void The_watermark_never_decreases_and_the_pace_is_that_of_the_newest_activation()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 0, [], 5)).With(new(8, 2, 0, [], 3));

        Assert.Equal((10L, 3d), (snapshot.Watermark, snapshot.AdmissionsPerSecond));
        Assert.Equal(3, snapshot.With(new(9, 1, 0, [], 7)).AdmissionsPerSecond);
    }

    [Fact]
    public void No_snapshot_is_used_that_is_older_than_the_last_poll_at_another_gateway()
    {
        var shortestPoll = TimeSpan.FromSeconds(QueueEstimates.PollAfterSeconds(0, 0, default, default));

        Assert.True(CachedQueue.Policy.Interval < shortestPoll, $"{CachedQueue.Policy}");
        Assert.True(CachedQueue.Policy.StaleFor < shortestPoll, $"{CachedQueue.Policy}");
    }

    [Fact]
    public void After_the_draw_positions_are_by_turn_and_what_departed_before_is_named_anew()
    {
        var seed = DrawSeed.New();
        var order = DrawOrder.Of(seed, 5);
        var lobby = QueueSnapshot.Empty.With(new(0, 1, 1, [2], 0, Opening: Opening(QueuePhase.Lobby, null, null)));
        Assert.Equal(QueueStatus.Lobby, lobby.StandingOf(1)!.Status);
        Assert.Equal(QueueStatus.Expired, lobby.StandingOf(2)!.Status);

        // Two were admitted; the third of the draw has left.
        var open = lobby.With(new(2, 2, 1, [3], 1, Opening: Opening(QueuePhase.Open, seed, 5)), order);

        Assert.Null(open.StandingOf(order.PlaceAt(1)));
        Assert.Equal(QueueStatus.Expired, open.StandingOf(order.PlaceAt(3))!.Status);
        Assert.Equal([1L, 2L, 3L], new[] { order.PlaceAt(4), order.PlaceAt(5), 6 }.Select(place => open.StandingOf(place)!.Position));
        // An activation from before the opening that answers once more.
        Assert.Same(open, open.With(new(0, 1, 2, [1], 0, Opening: Opening(QueuePhase.Lobby, null, null))));
        Assert.Equal(QueueStatus.Expired, open.With(new(2, 2, 1, [], 1, Opening: Opening(QueuePhase.Ended, seed, 5))).StandingOf(6)!.Status);
    }

    [Theory]
    [InlineData(1_000, 39)]
    [InlineData(200_000, 49)]
    public void The_last_poll_of_the_lobby_is_spread_by_how_many_are_in_it(int lobbyCount, int pollAfterSeconds)
    {
        var lobby = QueueSnapshot.Empty.With(
            new(0, 1, 0, [], 0, TimeSpan.FromSeconds(30), Opening: Opening(QueuePhase.Lobby, null, null), MaxActive: 500));
        var token = new QueueToken(new("c_one"), new(new("u_minji"), 19), Seen: null);

        var response = QueueTokenResponse.Of(
            new(new GatewayKeys(ApiHost.SigningKey)), token, lobby.StandingOf(19)!, lobby, ApiHost.Noon.AddSeconds(-30), lobbyCount);

        Assert.Equal(pollAfterSeconds, response.PollAfterSeconds);
    }

    [Fact]
    public void A_view_without_changes_makes_no_new_snapshot()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 1, [12], 2));

        Assert.Same(snapshot, snapshot.With(new(10, 1, 1, [], 2)));
    }

    // Each gateway fetches the view at moments of its own; each poll goes to either gateway, with the newest token.
    [Fact]
    public void A_user_who_sends_the_newest_token_sees_no_step_back_at_whatever_gateway()
    {
        var random = new Random(20270302);
        var tokens = new QueueTokens(new GatewayKeys(ApiHost.SigningKey));
        var place = new QueuePlace(new("u_minji"), 60);
        for (var round = 0; round < 200; round++)
        {
            QueueSnapshot[] gateways = [QueueSnapshot.Empty, QueueSnapshot.Empty];
            var (watermark, pace, departed) = (0L, 0.01, new List<long>());
            (LastSeen? Seen, bool WasAdmitted) user = (null, false);
            for (var step = 0; step < 80; step++)
            {
                watermark = Math.Min(place.Place, watermark + random.Next(0, 3));
                if (random.Next(2) == 0) departed.Add(random.Next((int)watermark, (int)place.Place));
                if (random.Next(8) == 0) pace *= random.Next(2) == 0 ? 1.5 : 0.5;
                var at = random.Next(gateways.Length);
                var isFirst = gateways[at] == QueueSnapshot.Empty;
                if (isFirst || random.Next(4) == 0)
                    gateways[at] = gateways[at].With(new(watermark, 1, departed.Count, [.. departed.Where(one => one > watermark)], pace));

                // What the grain answers about a place that is not waiting any more.
                var active = new QueueStanding(place.Place, QueueStatus.Active, 0, ApiHost.Noon, pace);
                var standing = user.Seen is { Position: 0 } ? active : gateways[at].StandingOf(place.Place) ?? active;
                var response = QueueTokenResponse.Of(tokens, new(new("c_one"), place, user.Seen), standing, gateways[at], ApiHost.Noon);

                Assert.True(response.Position <= (user.Seen?.Position ?? long.MaxValue), $"{user.Seen} and then {response}");
                Assert.True(response.EstimatedWaitSeconds <= (user.Seen?.WaitSeconds ?? long.MaxValue), $"{user.Seen} and then {response}");
                Assert.False(user.WasAdmitted && response.Status is QueueStatus.Waiting, $"{user.Seen} and then {response}");
                user = (tokens.Read(response.Token, place.UserId)!.Seen, response.Status is QueueStatus.Active);
            }

            Assert.NotNull(user.Seen);
        }
    }

    [Fact]
    public void Positions_equal_a_count_of_the_queue_place_by_place()
    {
        var random = new Random(20270301);
        for (var round = 0; round < 200; round++)
        {
            var watermark = random.Next(0, 20);
            long[] departed = [.. Enumerable.Range(watermark + 1, 40).Where(_ => random.Next(3) == 0).Select(place => (long)place)];
            var snapshot = QueueSnapshot.Empty.With(new(watermark, 1, departed.Length, [.. departed], 1));

            for (long place = watermark + 1; place <= watermark + 40; place++)
            {
                if (departed.Contains(place)) continue;
                var counted = Enumerable.Range(watermark + 1, (int)place - watermark).Count(other => !departed.Contains(other));
                Assert.Equal(counted, snapshot.StandingOf(place)!.Position);
            }
        }
    }

    private static QueueOpening Opening(QueuePhase phase, byte[]? seed, long? earlyCount) =>
        new(phase, ApiHost.Noon, ApiHost.Noon, "commitment", seed is null ? null : DrawSeed.TextOf(seed), earlyCount);
}
