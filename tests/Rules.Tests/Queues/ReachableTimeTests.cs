using CsCheck;

namespace Concert.Queues;

/// <summary>The time that claim windows are measured by. Calls are at most ten seconds apart while users poll as told.</summary>
public sealed class ReachableTimeTests
{
    private const int GraceSeconds = 10;

    private readonly ReachableTime _time = new(Seconds(GraceSeconds));

    [Fact]
    public void All_time_counts_while_calls_arrive_as_told()
    {
        for (var second = 0; second <= 60; second += GraceSeconds) _time.NoteCall(Seconds(second));

        Assert.Equal(Seconds(60), _time.At(Seconds(60)));
    }

    [Fact]
    public void An_outage_counts_no_longer_than_the_grace()
    {
        _time.NoteCall(Seconds(1));

        Assert.Equal(Seconds(11), _time.At(Seconds(32)));
        _time.NoteCall(Seconds(32));
        Assert.Equal(Seconds(16), _time.At(Seconds(37)));
    }

    [Fact]
    public void A_write_that_hangs_counts_no_longer_than_the_grace_however_many_calls_arrive()
    {
        _time.NoteWriteBegun(Seconds(1));
        for (var second = 1; second < 40; second++) _time.NoteCall(Seconds(second));
        Assert.Equal(Seconds(11), _time.At(Seconds(40)));

        _time.NoteCall(Seconds(40));
        _time.NoteWriteCompleted(Seconds(40));

        Assert.Equal(Seconds(13), _time.At(Seconds(42)));
    }

    [Fact]
    public void Writes_that_follow_one_another_count_while_each_completes_in_time()
    {
        _time.NoteWriteBegun(Seconds(0));
        for (var second = 8; second <= 48; second += 8)
        {
            _time.NoteCall(Seconds(second));
            _time.NoteWriteBegun(Seconds(second));
            _time.NoteWriteCompleted(Seconds(second));
        }

        Assert.Equal(Seconds(48), _time.At(Seconds(48)));
    }

    [Fact]
    public void A_time_is_foreseen_only_if_it_comes_without_another_call()
    {
        Assert.Equal(Seconds(10), _time.WhenReaches(Seconds(10), Seconds(4)));
        Assert.Null(_time.WhenReaches(Seconds(10.001), Seconds(4)));

        _time.NoteCall(Seconds(6));
        Assert.Equal(Seconds(16), _time.WhenReaches(Seconds(16), Seconds(6)));
        // It stopped at 16, so nothing is foreseen at 20 until the next call; what is reached already is due at once.
        Assert.Null(_time.WhenReaches(Seconds(17), Seconds(20)));
        Assert.Equal(Seconds(20), _time.WhenReaches(Seconds(16), Seconds(20)));
    }

    [Fact]
    public void It_equals_a_count_second_by_second() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 14]).Array[0, 60].Always(steps =>
        {
            var time = new ReachableTime(Seconds(GraceSeconds));
            var (now, called, progress, pending, counted) = (0, 0, 0, 0, 0);
            foreach (var (step, seconds) in steps)
            {
                for (var end = now + seconds; now < end; now++)
                    counted += now < called + GraceSeconds && (pending == 0 || now < progress + GraceSeconds) ? 1 : 0;
                Assert.Equal(Seconds(counted), time.At(Seconds(now)));
                switch (step)
                {
                    case 0 or 1:
                        time.NoteCall(Seconds(now));
                        called = now;
                        break;
                    case 2 or 3:
                        time.NoteWriteBegun(Seconds(now));
                        if (pending++ == 0) progress = now;
                        break;
                    case 4 when pending > 0:
                        time.NoteWriteCompleted(Seconds(now));
                        (pending, progress) = (pending - 1, now);
                        break;
                }
            }
        });

    // The window is three poll intervals: up to one passes before the outage, one is its grace, and the next poll after it comes in
    // less than one.
    [Fact]
    public void A_user_who_polls_as_told_claims_in_time_whatever_outages_come_that_leave_a_poll_between_them() =>
        Gen.Select(Gen.Int[1, GraceSeconds], Gen.Select(Gen.Int[0, 40], Gen.Int[0, 300]).Array[0, 8]).Always(evening =>
        {
            var (firstPoll, outages) = evening;
            var reachable = ReachableSeconds(outages);
            var time = new ReachableTime(Seconds(GraceSeconds));
            var window = 3 * GraceSeconds;

            // Another user polls each second, so that a time out of reach is the only time without a call.
            for (var second = 0; second < reachable.Length; second++)
            {
                if (!reachable[second]) continue;
                time.NoteCall(Seconds(second));
                if (second < firstPoll || (second - firstPoll) % GraceSeconds != 0) continue;
                Assert.True(time.At(Seconds(second)) < Seconds(window), $"{time.At(Seconds(second))} counted at {second} s.");
                return;
            }
        });

    private static bool[] ReachableSeconds((int Between, int Length)[] outages)
    {
        var seconds = new List<bool>();
        foreach (var (between, length) in outages)
        {
            seconds.AddRange(Enumerable.Repeat(true, seconds.Count == 0 ? between % GraceSeconds : GraceSeconds + between));
            seconds.AddRange(Enumerable.Repeat(false, length));
        }

        seconds.AddRange(Enumerable.Repeat(true, 2 * GraceSeconds));
        return [.. seconds];
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
