using Concert.Reservations;
using Concert.Users;

namespace Concert.Seats;

/// <summary>Calls that take their time.</summary>
public sealed class HoldWatchResolvingTests : HoldWatchFixture
{
    [Fact]
    public Task A_wallet_that_does_not_answer_keeps_one_of_256_places_and_the_others_go_on() => InOneTurnAtATimeAsync(
        async () =>
        {
            var hanging = Host.HangFor(new("r_0"));
            Host.Pause = new();
            HoldSeats(1_000);
            Time.Advance(TimeSpan.FromMinutes(5));

            var alarm = Watch.OnAlarmAsync();
            Assert.Equal(256, Host.Resolved.Count);
            Host.Pause.SetResult();
            await Host.WhenAnsweredAsync(999);

            Assert.Equal(1_000, Host.Resolved.Count);
            Assert.Equal(256, Host.MostAtOnce);
            Assert.False(alarm.IsCompleted);
            hanging.SetResult();
            await alarm;
            Assert.Equal(1_000, Host.Resolved.Select(resolved => resolved.Command.ReservationId).Distinct().Count());
        });

    [Fact]
    public Task A_hold_that_ends_while_256_wallets_hang_is_resolved_when_one_of_them_answers() => InOneTurnAtATimeAsync(
        async () =>
        {
            var hanging = Enumerable.Range(0, 256).Select(number => Host.HangFor(new($"r_{number}"))).ToList();
            HoldSeats(256);
            Time.Advance(TimeSpan.FromMinutes(5));
            _ = Watch.OnAlarmAsync();
            Watch.SeatChanged(new(HallSeat(256), 1, SeatStatus.Held, new("r_256"), AUser.Mina, Noon.AddMinutes(6)));
            Time.Advance(TimeSpan.FromMinutes(1));

            await Watch.OnAlarmAsync();
            Assert.Equal(256, Host.Resolved.Count);

            hanging[7].SetResult();
            await Host.WhenAnsweredAsync(2);
            Assert.Equal(new("r_256"), Host.Resolved[256].Command.ReservationId);
            Assert.Equal(256, Host.MostAtOnce);
        });

    [Fact]
    public Task Two_calls_about_one_reservation_are_never_under_way_at_once() => InOneTurnAtATimeAsync(
        async () =>
        {
            var first = Host.HangFor(Mine);
            Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
            Time.Advance(TimeSpan.FromMinutes(5));
            var alarm = Watch.OnAlarmAsync();

            // The reservation is due again: a sweep finds another seat of it.
            Rows.Seats = new([new(new("1-1-2"), 7, new(SeatStatus.Held, Mine, AUser.Mina, "a2", Noon), null)], []);
            await Watch.SweepAsync();
            await Watch.OnAlarmAsync();
            Assert.Single(Host.Resolved);
            Assert.Equal(TimeSpan.FromSeconds(1), Host.AlarmIn);

            first.SetResult();
            await alarm;
            Time.Advance(TimeSpan.FromSeconds(1));
            await Watch.OnAlarmAsync();
            Assert.Equal([new SeatId("1-1-2")], Host.Resolved[1].Command.SeatIds);
        });

    [Fact]
    public Task A_seat_that_was_freed_while_its_user_grain_answered_is_not_resolved_again() => InOneTurnAtATimeAsync(
        async () =>
        {
            Host.Answer = new(ReservationStatus.Held, Noon.AddMinutes(5), TimeSpan.FromMinutes(5));
            var answer = Host.HangFor(Mine);
            Clock.Offset = TimeSpan.FromMinutes(6);
            Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
            var alarm = Watch.OnAlarmAsync();

            Watch.SeatChanged(new(Seat, 2, SeatStatus.Available, null, null, null));
            answer.SetResult();
            await alarm;
            Time.Advance(TimeSpan.FromHours(1));
            await Watch.OnAlarmAsync();

            Assert.Single(Host.Resolved);
        });

    [Fact]
    public async Task A_user_grain_that_fails_is_asked_again_a_second_later()
    {
        Host.Fault = new UnavailableException("The silo is gone.");
        Watch.SeatChanged(Held(version: 1, until: Noon.AddMinutes(5)));
        Time.Advance(TimeSpan.FromMinutes(5));
        await Watch.OnAlarmAsync();

        Host.Fault = null;
        Time.Advance(TimeSpan.FromSeconds(1));
        await Watch.OnAlarmAsync();

        Assert.Equal(2, Host.Resolved.Count);
    }
}
