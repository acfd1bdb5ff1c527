using CsCheck;
using static Concert.Queues.Moments;

namespace Concert.Queues;

public sealed class QueueEstimatesTests
{
    // The defaults: a claim window of 30 s, 500 slots, absent after 3 minutes.
    private static readonly PollLimits Usual = new(TimeSpan.FromSeconds(30), 500);

    private static readonly Gen<PollLimits> AnyLimits =
        from window in Gen.Int[15, 600]
        from slots in Gen.Int[0, 10_000]
        from absentAfter in Gen.Int[15, 900]
        select new PollLimits(TimeSpan.FromSeconds(window), slots, TimeSpan.FromSeconds(absentAfter));

    private static readonly Gen<PollJitter> AnyJitter =
        from place in Gen.Long[1, 1_000_000]
        from seconds in Gen.Int[0, 100_000]
        select PollJitter.Of(place, Noon.AddSeconds(seconds));

    private static readonly Gen<(long Position, double Pace)> AnyWait = Gen.Select(Gen.Long[0, 1_000_000], Gen.Double[0.001, 1_000]);

    [Fact]
    public void Estimates_follow_position_and_pace()
    {
        Assert.Equal(0, QueueEstimates.WaitSeconds(0, 1));
        Assert.Equal(34, QueueEstimates.WaitSeconds(100, 3));
    }

    [Fact]
    public void No_poll_interval_is_zero_or_longer_than_its_limits() =>
        Gen.Select(AnyWait, AnyLimits, AnyJitter).Always(one =>
        {
            var ((position, pace), limits, jitter) = one;
            var seconds = Poll(position, pace, limits, jitter);

            Assert.InRange(seconds, 1, 60);
            Assert.True(seconds <= Math.Max(1, limits.AbsentAfter!.Value.TotalSeconds / 3), "a user who polls as told counts as present");
            Assert.True(seconds < limits.ClaimWindow.TotalSeconds, "a user admitted right after a poll polls again in the claim window");
            if (!limits.IsFar(position))
                Assert.True(seconds <= Math.Min(10, limits.ClaimWindow.TotalSeconds / 3), "near the door one poll may fail");
        });

    [Fact]
    public void Who_is_further_from_the_door_is_not_told_to_poll_sooner() =>
        Gen.Select(AnyWait, Gen.Long[0, 100_000], AnyLimits, AnyJitter).Always(one =>
        {
            var ((position, pace), more, limits, jitter) = one;
            Assert.True(Poll(position, pace, limits, jitter) <= Poll(position + more, pace, limits, jitter));
        });

    [Theory]
    [InlineData(5, 0.5, 1)]
    [InlineData(20, 0.5, 4)]
    [InlineData(500, 10, 5)]
    [InlineData(500, 0.5, 8.3)]
    [InlineData(1_000, 0.5, 8.3)]
    [InlineData(1_001, 10, 10)]
    [InlineData(1_001, 5, 20)]
    [InlineData(100_000, 10, 20.8)]
    public void The_mean_interval_is_a_tenth_of_the_wait_within_the_limits(long position, double pace, double meanSeconds)
    {
        var polls = Enumerable.Range(1, 20_000).Select(place => Poll(position, pace, Usual, PollJitter.Of(place, Noon))).ToList();

        Assert.InRange(polls.Average(), 0.99 * meanSeconds, 1.01 * meanSeconds);
    }

    [Fact]
    public void An_interval_is_at_most_a_fifth_shorter_or_longer()
    {
        var polls = Enumerable.Range(1, 20_000).Select(place => Poll(2_000, 20, Usual, PollJitter.Of(place, Noon))).ToList();

        Assert.Equal((8, 12), (polls.Min(), polls.Max()));
    }

    [Theory]
    [InlineData(15, 5, 12)]
    [InlineData(20, 6, 16)]
    [InlineData(30, 10, 25)]
    [InlineData(120, 10, 60)]
    [InlineData(0, 10, 10)]
    public void Near_the_door_users_poll_three_times_in_a_claim_window_and_far_from_it_once(int windowSeconds, int nearSeconds, int farSeconds)
    {
        var limits = new PollLimits(TimeSpan.FromSeconds(windowSeconds), 500);

        Assert.Equal((nearSeconds, farSeconds), (Longest(1_000), Longest(1_001)));

        int Longest(long position) =>
            Enumerable.Range(1, 2_000).Max(place => Poll(position, 0.001, limits, PollJitter.Of(place, Noon)));
    }

    [Fact]
    public void Nobody_is_far_from_a_door_whose_slots_are_not_known() =>
        Assert.InRange(Poll(1_000_000, 1, new(TimeSpan.FromSeconds(30)), PollJitter.Of(1, Noon)), 1, 10);

    [Fact]
    public void The_same_place_is_told_different_intervals() =>
        Assert.Equal(
            Enumerable.Range(16, 10),
            Enumerable.Range(0, 200).Select(n => Poll(50_000, 10, Usual, PollJitter.Of(7, Noon.AddSeconds(20 * n)))).Distinct().Order());

    [Fact]
    public void Users_who_polled_together_do_not_stay_together()
    {
        var at = Enumerable.Repeat(0, 10_000).ToArray();

        Assert.InRange(FullestSecond(polls: 1), 0, 1_300);
        Assert.InRange(FullestSecond(polls: 9), 0, 700);

        int FullestSecond(int polls)
        {
            for (; polls > 0; polls--)
            {
                for (var user = 0; user < at.Length; user++)
                    at[user] += Poll(50_000, 10, Usual, PollJitter.Of(user, Noon.AddSeconds(at[user])));
            }

            return at.GroupBy(second => second).Max(second => second.Count());
        }
    }

    [Fact]
    public void The_lobby_polls_about_a_minute_apart_and_within_a_third_of_what_counts_as_absent()
    {
        var places = Enumerable.Range(1, 1_000).ToList();

        var polls = places.ConvertAll(place => QueueEstimates.LobbyPollAfterSeconds(TimeSpan.FromMinutes(20), place, 1_000, Usual));
        Assert.Equal((50, 60), (polls.Min(), polls.Max()));
        var sooner = Usual with { AbsentAfter = TimeSpan.FromSeconds(60) };
        polls = places.ConvertAll(place => QueueEstimates.LobbyPollAfterSeconds(TimeSpan.FromMinutes(20), place, 1_000, sooner));
        Assert.Equal((10, 20), (polls.Min(), polls.Max()));
    }

    [Theory]
    [InlineData(1_000, 30, 10)]
    [InlineData(30_000, 30, 15)]
    [InlineData(200_000, 30, 20)]
    [InlineData(200_000, 120, 60)]
    [InlineData(200_000, 15, 10)]
    public void The_opening_is_spread_by_the_size_of_the_lobby_and_within_the_claim_window(int lobbyCount, int windowSeconds, int spreadSeconds) =>
        Assert.Equal(spreadSeconds, QueueEstimates.SpreadAtOpeningSeconds(lobbyCount, new(TimeSpan.FromSeconds(windowSeconds), 500)));

    // Each user joined at some moment of the half hour before the opening, and polls as told from then on.
    [Fact]
    public void Two_hundred_thousand_in_the_lobby_ask_once_each_in_the_twenty_seconds_after_the_opening()
    {
        const int Count = 200_000;
        var opening = TimeSpan.FromMinutes(30);
        var random = new Random(20270302);
        var (before, after) = (new int[1_800], new int[60]);
        for (var place = 1; place <= Count; place++)
        {
            var at = opening * ((place + random.NextDouble() - 1) / Count);
            while (at < opening)
            {
                at += TimeSpan.FromSeconds(QueueEstimates.LobbyPollAfterSeconds(opening - at, place, Count, Usual));
                if (at < opening) before[(int)at.TotalSeconds]++;
            }

            after[(int)(at - opening).TotalSeconds]++;
        }

        Assert.Equal(Count, after[..21].Sum());
        Assert.True(after.Max() <= 11_000, $"{after.Max()} polls in the fullest second after the opening");
        Assert.True(before.Max() <= 4_000, $"{before.Max()} polls in the fullest second before it");
    }

    [Fact]
    public void An_opening_that_is_late_is_asked_for_within_the_claim_window_and_not_every_second() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Int[0, 600], Gen.Int[0, 1_000_000]).Always((place, lateBySeconds, lobbyCount) =>
            Assert.InRange(
                QueueEstimates.LobbyPollAfterSeconds(-TimeSpan.FromSeconds(lateBySeconds), place, lobbyCount, Usual), 1, 20));

    private static int Poll(long position, double pace, PollLimits limits, PollJitter jitter) =>
        QueueEstimates.PollAfterSeconds(position, QueueEstimates.WaitSeconds(position, pace), limits, jitter);
}
