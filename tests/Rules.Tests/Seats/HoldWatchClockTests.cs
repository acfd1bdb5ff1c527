using Concert.Reservations;
using Concert.Users;

namespace Concert.Seats;

/// <summary>The clocks of the map and of the users' grains differ, or are set.</summary>
public sealed class HoldWatchClockTests : HoldWatchFixture
{
    [Fact]
    public async Task A_user_grain_whose_clock_is_behind_is_asked_again_after_the_time_it_gives()
    {
        // Its clock is two minutes behind: the end that it gives has passed here, the time that is left has not.
        Host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromMinutes(2));
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Time.Advance(TimeSpan.FromMinutes(5));

        await Watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromMinutes(2), Host.AlarmIn);
        Time.Advance(TimeSpan.FromMinutes(2));
        await Watch.OnAlarmAsync();
        Assert.Equal(2, Host.Resolved.Count);
        Assert.Equal(Noon.AddMinutes(5), Host.Resolved[1].Command.Until);
    }

    [Fact]
    public async Task A_user_grain_that_says_now_is_asked_again_after_a_pause_and_not_in_a_loop()
    {
        Host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.Zero);
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Time.Advance(TimeSpan.FromMinutes(5));

        await Watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(50), Host.AlarmIn);
    }

    [Theory]
    [InlineData(6 * 60, 60)]
    [InlineData(5 * 60, 1)]
    [InlineData(0, 1)]
    public async Task A_user_grain_that_gives_no_duration_is_asked_again_at_its_end_and_at_most_once_a_second(int endsAfter, int askedAfter)
    {
        Host.Answer = new(ReservationStatus.Held, Noon.AddSeconds(endsAfter));
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Time.Advance(TimeSpan.FromMinutes(5));

        await Watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromSeconds(askedAfter), Host.AlarmIn);
    }

    [Fact]
    public async Task A_hold_that_is_over_by_the_clock_of_the_map_is_asked_about_once_and_again_when_its_user_grain_says()
    {
        Clock.Offset = TimeSpan.FromMinutes(6);
        Host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromMinutes(5));
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.Equal(TimeSpan.Zero, Host.AlarmIn);
        Rows.Seats = new([new(Seat, 1, new(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5)), null)], []);

        await Watch.OnAlarmAsync();
        for (var second = 0; second < 299; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Watch.OnAlarmAsync();
            await Watch.OnSweepTimerAsync();
        }

        Assert.Single(Host.Resolved);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Watch.OnAlarmAsync();
        Assert.Equal(2, Host.Resolved.Count);
    }

    [Fact]
    public async Task A_user_grain_whose_clock_is_far_behind_is_asked_again_every_five_minutes()
    {
        Host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromDays(365));
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Time.Advance(TimeSpan.FromMinutes(5));

        await Watch.OnAlarmAsync();

        Assert.Equal(TimeSpan.FromMinutes(5), Host.AlarmIn);
    }

    [Fact]
    public async Task A_hold_is_resolved_on_time_when_the_clock_of_the_map_is_set_back_an_hour()
    {
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Time.Advance(TimeSpan.FromMinutes(1));
        Clock.Offset = -TimeSpan.FromHours(1);
        // Its end is by the clock of its user's grain, which was not set back.
        Watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Held, new("r_other"), AUser.Mina, Noon.AddMinutes(6)));

        Time.Advance(TimeSpan.FromMinutes(4));
        await Watch.OnAlarmAsync();
        Assert.Equal(Mine, Assert.Single(Host.Resolved).Command.ReservationId);

        Time.Advance(TimeSpan.FromMinutes(1));
        await Watch.OnAlarmAsync();
        Assert.Equal(new("r_other"), Host.Resolved[1].Command.ReservationId);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Sweeps_go_on_when_the_clock_is_set_by_an_hour(int minutes)
    {
        await Watch.SweepAsync();
        Clock.Offset = TimeSpan.FromMinutes(minutes);
        await Watch.SweepIfStaleAsync();
        await Watch.OnSweepTimerAsync();
        Assert.Equal(1, Rows.ReadCount);

        Time.Advance(TimeSpan.FromSeconds(5));
        await Watch.SweepIfStaleAsync();
        Assert.Equal(2, Rows.ReadCount);

        Time.Advance(HoldWatch.SweepPeriod / 2);
        await Watch.OnSweepTimerAsync();
        Assert.Equal(3, Rows.ReadCount);
    }
}
