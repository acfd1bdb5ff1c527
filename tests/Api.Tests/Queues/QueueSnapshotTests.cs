using Concert.Storage;

namespace Concert.Queues;

public sealed class QueueSnapshotTests
{
    [Fact]
    public void A_position_counts_the_places_above_the_watermark_whose_users_have_not_left()
    {
        var snapshot = QueueSnapshot.Empty.With(new QueueView(10, 1, 3, [12, 18, 15], 2));

        Assert.Equal(1, snapshot.PositionOf(11));
        Assert.Equal(2, snapshot.PositionOf(13));
        Assert.Equal(4, snapshot.PositionOf(16));
        Assert.Equal(7, snapshot.PositionOf(20));
        Assert.False(snapshot.IsWaiting(10));
        Assert.False(snapshot.IsWaiting(12));
        Assert.True(snapshot.HasDeparted(12));
    }

    [Fact]
    public void Departures_at_or_below_the_watermark_are_dropped()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 2, [12, 18], 2)).With(new(12, 1, 3, [20], 2));

        Assert.Equal([18, 20], snapshot.Departed);
        Assert.Equal(1, snapshot.PositionOf(13));
    }

    [Fact]
    public void Departures_of_a_new_epoch_replace_those_of_the_old()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 2, [12, 18], 2)).With(new(10, 2, 1, [14], 2));

        Assert.Equal([14], snapshot.Departed);
    }

    [Fact]
    public void Neither_the_watermark_nor_the_admission_rate_decreases()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 0, [], 5)).With(new(8, 2, 0, [], 3));

        Assert.Equal((10L, 5d), (snapshot.Watermark, snapshot.AdmissionsPerSecond));
    }

    [Fact]
    public void No_snapshot_is_used_that_is_older_than_the_last_poll_at_another_gateway()
    {
        var shortestPoll = TimeSpan.FromSeconds(QueueEstimates.PollAfterSeconds(0));

        Assert.True(CachedQueue.Policy.Interval < shortestPoll, $"{CachedQueue.Policy}");
        Assert.True(CachedQueue.Policy.StaleFor < shortestPoll, $"{CachedQueue.Policy}");
    }

    [Fact]
    public void A_view_without_changes_makes_no_new_snapshot()
    {
        var snapshot = QueueSnapshot.Empty.With(new(10, 1, 1, [12], 2));

        Assert.Same(snapshot, snapshot.With(new(10, 1, 1, [], 2)));
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
                Assert.Equal(counted, snapshot.PositionOf(place));
            }
        }
    }
}
