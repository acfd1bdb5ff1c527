using System.Net;

namespace Concert.Reservations;

/// <summary>What keeps one user from holding many seats without buying, as clients see it.</summary>
[Collection(nameof(ApiFixture))]
public sealed class BookingLimitTests(ApiFixture api)
{
    [Fact]
    public async Task A_fourth_reservation_of_one_slot_is_refused_and_the_held_one_can_still_be_paid()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        await ReserveAndReleaseAsync(user, concert, "1-1-1");
        await ReserveAndReleaseAsync(user, concert, "1-1-2");
        var held = (await user.ReserveAsync(concert, "1-1-3")).Granted(HttpStatusCode.Created);

        var answer = (await user.ReserveAsync(concert, "1-1-4")).Refused(409, "hold_limit_exceeded");

        Assert.Equal(3, answer.Number("limit"));
        (await user.ChargeAsync(50_000)).Granted(HttpStatusCode.Created);
        (await user.PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_seat_that_the_user_released_is_refused_with_the_time_from_which_it_is_not()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        var releasedAt = await ReserveAndReleaseAsync(user, concert, "1-1-1");

        var answer = (await user.ReserveAsync(concert, "1-1-1", "1-1-2")).Refused(409, "seat_recently_held");

        Assert.Equal(["1-1-1"], answer.Json["seatIds"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        Assert.EndsWith("Z", answer.Text("availableAt"), StringComparison.Ordinal);
        Assert.Equal(releasedAt.AddMinutes(2), answer.Json["availableAt"]!.GetValue<DateTimeOffset>());
        (await (await AdmittedAsync(concert)).ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_limit_that_is_switched_off_refuses_nothing()
    {
        await using var host = await ApiHost.StartAsync(
            ("Reservations:MaxHoldsPerSlot", "0"), ("Reservations:SeatCooldown", "00:00:00"));
        var concert = await host.ConcertAsync();
        var user = await (await host.UserAsync()).JoinAsync(concert);

        for (var n = 0; n < 5; n++)
        {
            var held = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
            await user.DeleteAsync($"/v1/reservations/{held.Text("reservationId")}");
        }
    }

    [Fact]
    public async Task Where_the_organizer_refuses_it_a_choice_must_not_leave_one_seat_alone()
    {
        var concert = await api.Host.ConcertAsync(more: new() { ["refuseLoneSeats"] = true });
        var user = await AdmittedAsync(concert);
        Assert.True((await api.Host.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}")).Json["refuseLoneSeats"]!.GetValue<bool>());

        var answer = (await user.ReserveAsync(concert, "1-1-2")).Refused(409, "lone_seat");

        Assert.Equal(["1-1-1"], answer.Json["seatIds"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        (await (await AdmittedAsync(concert)).ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_change_must_not_leave_one_seat_alone_either_and_changes_nothing_if_it_would()
    {
        var concert = await api.Host.ConcertAsync(more: new() { ["refuseLoneSeats"] = true });
        var user = await AdmittedAsync(concert);
        var held = (await user.ReserveAsync(concert, "1-1-1", "1-1-2", "1-1-3")).Granted(HttpStatusCode.Created);
        var path = $"/v1/reservations/{held.Text("reservationId")}";

        (await user.With("Idempotency-Key", "change").SendAsync(HttpMethod.Patch, path, new { drop = new[] { "1-1-2" } })).Refused(409, "lone_seat");

        Assert.Equal(3, (await user.GetAsync(path)).Json["seats"]!.AsArray().Count);
        (await user.With("Idempotency-Key", "change").SendAsync(HttpMethod.Patch, path, new { drop = new[] { "1-1-3" } })).Granted();
    }

    private async Task<DateTimeOffset> ReserveAndReleaseAsync(Caller user, TestConcert concert, string seat)
    {
        var held = (await user.ReserveAsync(concert, seat)).Granted(HttpStatusCode.Created);
        var releasedAt = api.Host.Time.GetUtcNow();
        (await user.DeleteAsync($"/v1/reservations/{held.Text("reservationId")}")).Granted(HttpStatusCode.NoContent);
        return releasedAt;
    }

    private async Task<Caller> AdmittedAsync(TestConcert concert) => await (await api.Host.UserAsync()).JoinAsync(concert);
}
