using Concert.Users;

namespace Concert.Seats;

public sealed class HoldWatchTests : HoldWatchFixture
{
    [Fact]
    public async Task A_hold_is_resolved_at_its_end_and_not_before()
    {
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.Equal(TimeSpan.FromMinutes(5), Host.AlarmIn);

        Time.SetUtcNow(Noon.AddMinutes(5).AddTicks(-1));
        await Watch.OnAlarmAsync();
        Assert.Empty(Host.Resolved);

        Time.SetUtcNow(Noon.AddMinutes(5));
        await Watch.OnAlarmAsync();
        var (user, command) = Assert.Single(Host.Resolved);
        Assert.Equal((AUser.Mina, Mine, AUser.TheEvening), (user, command.ReservationId, command.PerformanceId));
        Assert.Equal([Seat], command.SeatIds);
        Assert.Equal(Noon.AddMinutes(5), command.Until);
    }

    [Fact]
    public async Task A_seat_that_is_free_again_is_not_resolved()
    {
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
        Time.SetUtcNow(Noon.AddMinutes(5));

        await Watch.OnAlarmAsync();

        Assert.Empty(Host.Resolved);
    }

    [Fact]
    public async Task The_reminder_exists_while_seats_are_held()
    {
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.True(Host.HasReminder);

        Rows.Seats = new([new(Seat, 1, new(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5)), null)], []);
        await Watch.OnReminderAsync();
        Assert.True(Host.HasReminder);

        Rows.Seats = new([new(Seat, 2, SeatState.Available, null)], []);
        await Watch.OnReminderAsync();
        Assert.False(Host.HasReminder);
    }

    [Fact]
    public async Task A_seat_held_while_the_reminder_is_being_removed_gets_one_afterwards()
    {
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
        Host.Unregistering = new();
        var removal = Watch.OnReminderAsync();

        Watch.SeatChanged(Held(version: 3, until: Noon.AddMinutes(9)));
        Host.Unregistering.SetResult();
        await removal;

        Assert.True(Host.HasReminder);
    }

    [Fact]
    public void A_reminder_that_cannot_be_registered_is_tried_again_with_the_next_hold()
    {
        Host.RegisterFault = new UnavailableException("The database cannot be reached.");
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Assert.False(Host.HasReminder);

        Host.RegisterFault = null;
        Watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Held, new("r_other"), AUser.Mina, Noon.AddMinutes(5)));

        Assert.True(Host.HasReminder);
    }
}
