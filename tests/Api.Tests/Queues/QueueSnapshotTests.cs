using Concert.Storage;

namespace Concert.Queues;

public sealed class QueueSnapshotTests
{
    [Fact]
    public void A_position_counts_those_between_the_watermark_and_the_place_who_are_still_there()
    {
        var picture = QueueSnapshot.Empty.With(new QueueView(10, 1, 3, [12, 18, 15], 2));

        Assert.Equal(1, picture.PositionOf(11));
        Assert.Equal(2, picture.PositionOf(13));
        Assert.Equal(4, picture.PositionOf(16));
        Assert.Equal(7, picture.PositionOf(20));
        Assert.False(picture.IsWaiting(10));
        Assert.False(picture.IsWaiting(12));
        Assert.True(picture.HasDeparted(12));
    }

    [Fact]
    public void Departures_at_or_under_the_watermark_are_forgotten()
    {
        var picture = QueueSnapshot.Empty.With(new(10, 1, 2, [12, 18], 2)).With(new(12, 1, 3, [20], 2));

        Assert.Equal([18, 20], picture.Departed);
        Assert.Equal(1, picture.PositionOf(13));
    }

    [Fact]
    public void A_new_epochs_departures_take_the_place_of_the_old()
    {
        var picture = QueueSnapshot.Empty.With(new(10, 1, 2, [12, 18], 2)).With(new(10, 2, 1, [14], 2));

        Assert.Equal([14], picture.Departed);
    }

    [Fact]
    public void Neither_the_watermark_nor_the_pace_ever_falls()
    {
        var picture = QueueSnapshot.Empty.With(new(10, 1, 0, [], 5)).With(new(8, 2, 0, [], 3));

        Assert.Equal((10L, 5d), (picture.Watermark, picture.AdmissionsPerSecond));
    }

    [Fact]
    public void No_picture_is_told_that_is_as_old_as_the_last_poll_at_another_gateway()
    {
        var shortestPoll = TimeSpan.FromSeconds(QueueEstimates.PollAfterSeconds(0));

        Assert.True(CachedQueue.Policy.Interval < shortestPoll, $"{CachedQueue.Policy}");
        Assert.True(CachedQueue.Policy.StaleFor < shortestPoll, $"{CachedQueue.Policy}");
    }

    [Fact]
    public void A_view_with_nothing_new_is_no_new_picture()
    {
        var picture = QueueSnapshot.Empty.With(new(10, 1, 1, [12], 2));

        Assert.Same(picture, picture.With(new(10, 1, 1, [], 2)));
    }

    [Fact]
    public void Positions_agree_with_a_line_that_is_counted_one_by_one()
    {
        var random = new Random(20270301);
        for (var round = 0; round < 200; round++)
        {
            var watermark = random.Next(0, 20);
            long[] departed = [.. Enumerable.Range(watermark + 1, 40).Where(_ => random.Next(3) == 0).Select(place => (long)place)];
            var picture = QueueSnapshot.Empty.With(new(watermark, 1, departed.Length, [.. departed], 1));

            for (long place = watermark + 1; place <= watermark + 40; place++)
            {
                if (departed.Contains(place)) continue;
                var counted = Enumerable.Range(watermark + 1, (int)place - watermark).Count(other => !departed.Contains(other));
                Assert.Equal(counted, picture.PositionOf(place));
            }
        }
    }
}
