using System.Net;

namespace Concert.Problems;

/// <summary>The database fails and recovers: a real database whose tables are renamed and renamed back.</summary>
[AlsoTogether]
public sealed class UnavailableTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_charge_that_cannot_be_made_durable_is_unavailable_and_its_key_is_safe_to_retry()
    {
        var user = await _host.UserAsync();
        (await user.ChargeAsync(1_000)).Granted(HttpStatusCode.Created);
        var charge = user.Repeatably("the-key");
        await _host.ExecuteAsync("alter table user_journal rename to user_journal_gone");

        var impatient = await _host.ImpatientAsync(charge);
        var answer = (await impatient.PostAsync("/v1/wallet/charges", new { amount = 5_000 })).Refused(503, "unavailable");
        Assert.NotNull(answer.Response.Headers.RetryAfter);

        await _host.ExecuteAsync("alter table user_journal_gone rename to user_journal");
        var again = (await charge.PostAsync("/v1/wallet/charges", new { amount = 5_000 })).Granted(HttpStatusCode.Created);
        Assert.Equal(6_000, again.Number("balance"));
        Assert.Equal(6_000, (await user.GetAsync("/v1/wallet")).Number("balance"));
    }

    [Fact]
    public async Task A_reservation_whose_seats_cannot_be_held_leaves_nothing_behind()
    {
        var concert = await _host.ConcertAsync();
        var user = await (await _host.UserAsync()).JoinAsync(concert);
        var reserve = user.Repeatably("the-key");
        var body = new { performanceId = concert.PerformanceId, seatIds = new[] { "1-1-1", "1-1-2" } };
        await _host.ExecuteAsync("alter table grain_state rename to grain_state_gone");

        (await (await _host.ImpatientAsync(reserve)).PostAsync("/v1/reservations", body)).Refused(503, "unavailable");

        await _host.ExecuteAsync("alter table grain_state_gone rename to grain_state");
        (await reserve.PostAsync("/v1/reservations", body)).Granted(HttpStatusCode.Created);
        Assert.Single((await user.GetAsync("/v1/reservations")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_retry_completes_a_reservation_whose_seats_were_held_but_not_recorded()
    {
        var concert = await _host.ConcertAsync();
        var user = await (await _host.UserAsync()).JoinAsync(concert);
        var reserve = user.Repeatably("the-key");
        var body = new { performanceId = concert.PerformanceId, seatIds = new[] { "1-1-1" } };
        await _host.ExecuteAsync("alter table reservation rename to reservation_gone");

        (await (await _host.ImpatientAsync(reserve)).PostAsync("/v1/reservations", body)).Refused(503, "unavailable");

        await _host.ExecuteAsync("alter table reservation_gone rename to reservation");
        var held = (await reserve.PostAsync("/v1/reservations", body)).Granted(HttpStatusCode.Created);
        Assert.Equal("held", held.Text("status"));
    }

    [Fact]
    public async Task A_place_that_cannot_be_made_durable_is_not_returned()
    {
        var concert = await _host.ConcertAsync();
        var user = await _host.UserAsync();
        await _host.ExecuteAsync("alter table queue_place rename to queue_place_gone");

        var impatient = await _host.ImpatientAsync(user);
        (await impatient.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Refused(503, "unavailable");

        await _host.ExecuteAsync("alter table queue_place_gone rename to queue_place");
        (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted(HttpStatusCode.Created);
    }
}
