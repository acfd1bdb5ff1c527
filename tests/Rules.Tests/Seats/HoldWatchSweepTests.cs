using Concert.Reservations;
using Concert.Users;

namespace Concert.Seats;

/// <summary>What a sweep reads corrects the map.</summary>
public sealed class HoldWatchSweepTests : HoldWatchFixture
{
    [Fact]
    public async Task A_sweep_corrects_the_map_and_schedules_the_seats_that_disagree_at_once()
    {
        Rows.Seats = new(
            [new(Seat, 7, new(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5)), ReservationStatus.Paid)], []);

        await Watch.SweepAsync();

        Assert.False(Map.IsAvailable(0));
        Assert.Equal(TimeSpan.Zero, Host.AlarmIn);
        await Watch.OnAlarmAsync();
        var command = Assert.Single(Host.Resolved).Command;
        Assert.Equal((Mine, Noon.AddMinutes(5)), (command.ReservationId, command.Until));
    }

    // The reservation is held, and so is the seat: but it may have dropped the seat.
    [Fact]
    public async Task A_held_seat_that_its_reservation_does_not_have_is_resolved_at_once()
    {
        var held = new SeatState(SeatStatus.Held, Mine, AUser.Mina, "a1", Noon.AddMinutes(5));
        Rows.Seats = new([new(Seat, 7, held, ReservationStatus.Held, IsLeftBehind: true), new(new("1-1-2"), 7, held, ReservationStatus.Held)], []);

        await Watch.SweepAsync();
        await Watch.OnAlarmAsync();

        Assert.Contains(Seat, Assert.Single(Host.Resolved).Command.SeatIds);
    }

    [Fact]
    public async Task A_sweep_takes_back_what_the_database_has_lost()
    {
        Watch.SeatChanged(Held(version: 6, until: Noon.AddMinutes(5)));
        Watch.SeatChanged(new(new("1-1-2"), 3, SeatStatus.Sold, Mine, AUser.Mina, null));
        Watch.SeatChanged(new(new("1-1-3"), 4, SeatStatus.Sold, Mine, AUser.Mina, null));
        var before = Map.Version;
        Rows.Seats = new(
            [
                new(Seat, 4, SeatState.Available, null),
                new(new("1-1-3"), 4, new(SeatStatus.Held, new("r_other"), AUser.Mina, "a1", Noon.AddMinutes(3)), null),
            ],
            []);

        await Watch.SweepAsync();

        Assert.True(Map.IsAvailable(0));
        Assert.True(Map.IsAvailable(1));
        Assert.Equal(new("r_other"), Map.Find(new("1-1-3"))!.ReservationId);
        Assert.Equal([Seat, new("1-1-3"), new("1-1-2")], Host.Reloaded);
        var view = Map.Read(before);
        Assert.Equal([0, 1, 2], view.Indexes);
        Assert.Equal([SeatStatus.Available, SeatStatus.Available, SeatStatus.Held], view.Statuses);
        // The rows that these seats get next count from lower versions, and are not ignored.
        Watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Sold, Mine, AUser.Mina, null));
        Watch.SeatChanged(new(Seat, 5, SeatStatus.Sold, Mine, AUser.Mina, null));
        Assert.False(Map.IsAvailable(0));
        Assert.False(Map.IsAvailable(1));
        // The hold that was lost is not resolved.
        Time.Advance(TimeSpan.FromMinutes(5));
        await Watch.OnAlarmAsync();
        Assert.Equal(new("r_other"), Assert.Single(Host.Resolved).Command.ReservationId);
    }

    [Fact]
    public async Task A_seat_that_changed_while_the_sweep_read_keeps_its_change()
    {
        Watch.SeatChanged(new(new("1-1-3"), 1, SeatStatus.Available, null, null, null));
        Rows.Gate = new();
        Rows.Seats = new(
            [new(Seat, 6, SeatState.Available, null), new(new("1-1-3"), 1, SeatState.Available, null)], []);
        var sweep = Watch.SweepAsync();

        Watch.SeatChanged(Held(version: 7, until: Noon.AddMinutes(5)));
        Watch.SeatChanged(new(new("1-1-2"), 1, SeatStatus.Sold, Mine, AUser.Mina, null));
        Watch.SeatChanged(new(new("1-1-3"), 3, SeatStatus.Available, null, null, null));
        Watch.SeatChanged(new(new("1-1-3"), 2, SeatStatus.Held, Mine, AUser.Mina, Noon.AddMinutes(5)));
        var before = Map.Version;
        Rows.Gate.SetResult();
        await sweep;

        Assert.False(Map.IsAvailable(0));
        Assert.False(Map.IsAvailable(1));
        Assert.True(Map.IsAvailable(2));
        Assert.Equal(before, Map.Version);
        Assert.Empty(Host.Reloaded);
    }

    [Fact]
    public async Task A_change_that_was_reported_during_a_sweep_counts_even_if_the_map_knew_a_higher_lost_version()
    {
        Watch.SeatChanged(new(Seat, 9, SeatStatus.Sold, Mine, AUser.Mina, null));
        Rows.Gate = new();
        Rows.Seats = new([new(Seat, 4, SeatState.Available, null)], []);
        var sweep = Watch.SweepAsync();

        Watch.SeatChanged(new(Seat, 5, SeatStatus.Held, new("r_other"), AUser.Mina, Noon.AddMinutes(5)));
        Rows.Gate.SetResult();
        await sweep;

        Assert.Equal(new("r_other"), Map.Find(Seat)!.ReservationId);
    }

    [Fact]
    public async Task A_sweep_that_fails_leaves_the_map_as_it_is()
    {
        Watch.SeatChanged(Held(version: 6, until: Noon.AddMinutes(5)));
        Rows.Fault = new UnavailableException("The database cannot be reached.");

        await Assert.ThrowsAsync<UnavailableException>(Watch.SweepAsync);

        Assert.False(Map.IsAvailable(0));
        Assert.Empty(Host.Reloaded);
    }

    [Fact]
    public async Task Callers_that_sweep_at_the_same_time_share_one_sweep()
    {
        Rows.Gate = new();

        var first = Watch.SweepAsync();
        var second = Watch.SweepAsync();
        Rows.Gate.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, Rows.ReadCount);
    }

    [Fact]
    public async Task A_sweep_of_a_moment_ago_is_not_repeated_for_a_silo_that_starts()
    {
        await Watch.SweepAsync();
        await Watch.SweepIfStaleAsync();
        Assert.Equal(1, Rows.ReadCount);

        Time.Advance(TimeSpan.FromSeconds(5));
        await Watch.SweepIfStaleAsync();
        Assert.Equal(2, Rows.ReadCount);
    }

    [Fact]
    public async Task The_sweep_of_an_active_map_survives_a_database_that_is_away()
    {
        Time.Advance(HoldWatch.SweepPeriod);
        Rows.Fault = new UnavailableException("The database cannot be reached.");

        await Watch.OnSweepTimerAsync();

        Rows.Fault = null;
        Time.Advance(HoldWatch.SweepPeriod);
        await Watch.OnSweepTimerAsync();
        Assert.Equal(2, Rows.ReadCount);
    }
}
