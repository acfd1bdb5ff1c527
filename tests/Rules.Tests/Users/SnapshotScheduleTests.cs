using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class SnapshotScheduleTests
{
    [Theory]
    [InlineData(0, 127, false)]
    [InlineData(0, 128, true)]
    [InlineData(400, 527, false)]
    [InlineData(400, 528, true)]
    [InlineData(4_000, 4_999, false)]
    [InlineData(4_000, 5_000, true)]
    public void A_snapshot_is_due_when_a_quarter_of_the_journal_is_new(long stored, long seq, bool isDue) =>
        Assert.Equal(isDue, new SnapshotSchedule(stored).IsDue(seq, Noon));

    [Fact]
    public void A_long_journal_that_is_being_loaded_is_kept_at_twice_the_length_each_time()
    {
        var schedule = new SnapshotSchedule(0);
        var written = new List<long>();

        for (var seq = 2_000; seq <= 1_000_000; seq += 2_000)
        {
            if (!schedule.IsDue(seq, Noon, isLoading: true)) continue;
            schedule.Written(seq);
            written.Add(seq);
        }

        Assert.Equal([10_000L, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000], written);
    }

    [Fact]
    public void After_a_failure_twice_as_many_rows_and_twice_the_time_pass_before_the_next_attempt()
    {
        var schedule = new SnapshotSchedule(0);
        var (seq, now) = (128L, Noon);
        var attempts = new List<(long Rows, double Minutes)>();
        for (var attempt = 0; attempt < 9; attempt++)
        {
            var before = (seq, now);
            schedule.Failed(seq, now);
            Assert.False(schedule.IsDue(seq + 1_000_000, now));
            while (!schedule.IsDue(seq + 1_000_000, now)) now = now.AddMinutes(1);
            while (!schedule.IsDue(seq, now)) seq++;
            attempts.Add((seq - before.seq, (now - before.now).TotalMinutes));
        }

        Assert.Equal([256L, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536], attempts.Select(attempt => attempt.Rows));
        Assert.Equal([1d, 2, 4, 8, 16, 32, 60, 60, 60], attempts.Select(attempt => attempt.Minutes));
    }

    [Fact]
    public void A_snapshot_that_never_succeeds_is_tried_about_once_an_hour_by_a_user_who_never_pauses()
    {
        var schedule = new SnapshotSchedule(0);
        var count = 0;

        for (var second = 0; second < 86_400; second++)
        {
            var now = Noon.AddSeconds(second);
            if (!schedule.IsDue(second * 50, now)) continue;
            schedule.Failed(second * 50, now);
            count++;
        }

        Assert.InRange(count, 10, 30);
    }

    [Fact]
    public void A_success_ends_the_wait()
    {
        var schedule = new SnapshotSchedule(0);
        schedule.Failed(128, Noon);
        schedule.Written(400);

        Assert.True(schedule.IsDue(528, Noon));
    }

    [Fact]
    public void A_clock_that_was_set_back_ends_the_pause()
    {
        var schedule = new SnapshotSchedule(0);
        schedule.Failed(128, Noon);

        Assert.True(schedule.IsDue(10_000, Noon.AddHours(-1)));
    }
}
