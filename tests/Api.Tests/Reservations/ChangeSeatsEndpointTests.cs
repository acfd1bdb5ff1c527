using System.Net;

namespace Concert.Reservations;

/// <summary>The seats of a held reservation change, as clients see it.</summary>
[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class ChangeSeatsEndpointTests(ApiFixture api) : IAsyncLifetime
{
    private TestConcert _concert = null!;
    private Caller _user = null!;
    private string _reservation = "";
    private string _expiresAt = "";

    public async ValueTask InitializeAsync()
    {
        _concert = await api.Host.ConcertAsync();
        _user = await (await api.Host.UserAsync()).JoinAsync(_concert);
        var held = (await _user.ReserveAsync(_concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
        (_reservation, _expiresAt) = (held.Text("reservationId"), held.Text("expiresAt"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_swap_is_answered_with_the_new_seats_and_amount_and_the_same_end()
    {
        var changed = (await ChangeAsync(new { add = new[] { "1-1-3", "1-1-4" }, drop = new[] { "1-1-2" } })).Granted(HttpStatusCode.OK);

        Assert.Equal((_reservation, _expiresAt, "held"), (changed.Text("reservationId"), changed.Text("expiresAt"), changed.Text("status")));
        Assert.Equal(["1-1-1", "1-1-3", "1-1-4"], SeatsOf(changed));
        Assert.Equal(3 * changed.Json["seats"]![0]!["price"]!.GetValue<long>(), changed.Number("amount"));
        var found = (await _user.GetAsync($"/v1/reservations/{_reservation}")).Granted(HttpStatusCode.OK);
        Assert.Equal(SeatsOf(changed), SeatsOf(found));
        var other = await (await api.Host.UserAsync()).JoinAsync(_concert);
        (await other.ReserveAsync(_concert, "1-1-2")).Granted(HttpStatusCode.Created);
    }

    // The user came through the line; the hold is the right to change it.
    [Fact]
    public async Task It_needs_no_place_in_the_queue()
    {
        (await _user.DeleteAsync("/v1/queue-tokens/current")).Granted(HttpStatusCode.NoContent);

        (await ChangeAsync(new { add = new[] { "1-1-3" } })).Granted(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_repeated_change_is_answered_again_and_another_one_under_its_key_is_refused()
    {
        var repeatably = _user.With("Idempotency-Key", "change-1");
        var path = $"/v1/reservations/{_reservation}";
        var first = (await repeatably.SendAsync(HttpMethod.Patch, path, new { add = new[] { "1-1-3" } })).Granted(HttpStatusCode.OK);

        var again = (await repeatably.SendAsync(HttpMethod.Patch, path, new { add = new[] { "1-1-3" }, drop = Array.Empty<string>() })).Granted(HttpStatusCode.OK);

        Assert.Equal("true", Assert.Single(again.Response.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal(first.Json.ToJsonString(), again.Json.ToJsonString());
        (await repeatably.SendAsync(HttpMethod.Patch, path, new { drop = new[] { "1-1-3" } })).Refused(422, "idempotency_key_reused");
        (await repeatably.SendAsync(HttpMethod.Patch, "/v1/reservations/r_other", new { add = new[] { "1-1-3" } })).Refused(422, "idempotency_key_reused");
        (await _user.SendAsync(HttpMethod.Patch, path, new { add = new[] { "1-1-3" } })).Refused(428, "idempotency_key_required");
    }

    [Theory]
    [InlineData("{}", "add")]
    [InlineData("""{"add":[],"drop":[]}""", "add")]
    [InlineData("""{"add":["1-1-3","1-1-3"]}""", "add")]
    [InlineData("""{"drop":["1-1-1","1-1-1"]}""", "drop")]
    [InlineData("""{"add":["1-1-1"],"drop":["1-1-1"]}""", "drop")]
    [InlineData("""{"add":[""]}""", "add")]
    [InlineData("""{"add":["1-2-1","1-2-2","1-2-3","1-2-4","1-2-5"]}""", "add")]
    [InlineData("""{"add":"1-1-3"}""", "add")]
    [InlineData("""{"add":[null]}""", "add")]
    [InlineData("""{"seatIds":["1-1-3"]}""", "seatIds")]
    public async Task A_wrong_body_names_the_field(string body, string field)
    {
        var answer = (await ChangeAsync(body)).Refused(400, "invalid_request");

        Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("""{"drop":["1-1-1","1-1-2"]}""", 400, "no_seat_left")]
    [InlineData("""{"drop":["1-1-3"]}""", 404, "seat_not_found")]
    [InlineData("""{"add":["9-9-9"]}""", 404, "seat_not_found")]
    [InlineData("""{"add":["1-1-3","1-1-4","1-1-5"]}""", 409, "seat_limit_exceeded")]
    [InlineData("""{"add":["1-1-2"]}""", 409, "seat_taken")]
    public async Task A_change_that_a_rule_refuses_changes_nothing(string body, int status, string code)
    {
        (await ChangeAsync(body)).Refused(status, code);

        Assert.Equal(["1-1-1", "1-1-2"], SeatsOf(await _user.GetAsync($"/v1/reservations/{_reservation}")));
    }

    [Fact]
    public async Task A_seat_of_somebody_else_is_refused_with_alternatives_and_the_dropped_one_is_still_held()
    {
        var other = await (await api.Host.UserAsync()).JoinAsync(_concert);
        (await other.ReserveAsync(_concert, "1-1-3")).Granted(HttpStatusCode.Created);

        var answer = (await ChangeAsync(new { add = new[] { "1-1-3" }, drop = new[] { "1-1-2" } })).Refused(409, "seat_taken");

        Assert.Equal("1-1-3", answer.Json["seatIds"]![0]!.GetValue<string>());
        Assert.NotEmpty(answer.Json["alternatives"]!.AsArray());
        (await other.ReserveAsync(_concert, "1-1-2")).Refused(409, "seat_taken");
    }

    [Fact]
    public async Task A_dropped_seat_is_refused_until_the_end_of_the_hold()
    {
        (await ChangeAsync(new { drop = new[] { "1-1-2" } })).Granted(HttpStatusCode.OK);

        var answer = (await ChangeAsync(new { add = new[] { "1-1-2" } })).Refused(409, "seat_recently_held");

        Assert.Equal(DateTimeOffset.Parse(_expiresAt, null), answer.Json["availableAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Only_its_user_changes_a_reservation_and_only_while_it_is_held()
    {
        var other = await api.Host.UserAsync();
        (await other.ChangeAsync(_reservation, new { add = new[] { "1-1-3" } })).Refused(404, "reservation_not_found");
        (await _user.ChargeAsync(100_000)).Granted(HttpStatusCode.Created);
        (await _user.PayAsync(_reservation)).Granted(HttpStatusCode.Created);

        (await ChangeAsync(new { add = new[] { "1-1-3" } })).Refused(409, "already_paid");
    }

    [Fact]
    public async Task The_number_of_changes_is_limited()
    {
        await using var host = await ApiHost.StartAsync(("Reservations:MaxChanges", "1"));
        var concert = await host.ConcertAsync();
        var user = await (await host.UserAsync()).JoinAsync(concert);
        var held = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created).Text("reservationId");
        (await user.ChangeAsync(held, new { add = new[] { "1-1-2" } })).Granted(HttpStatusCode.OK);

        Assert.Equal(1, (await user.ChangeAsync(held, new { add = new[] { "1-1-3" } })).Refused(409, "too_many_changes").Number("limit"));
        (await user.DeleteAsync($"/v1/reservations/{held}")).Granted(HttpStatusCode.NoContent);
    }

    private Task<Answer> ChangeAsync(object body) => _user.ChangeAsync(_reservation, body);

    private static IEnumerable<string> SeatsOf(Answer reservation) =>
        reservation.Json["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());
}
