using System.Net;

namespace Concert.Queues;

/// <summary>A service that admits one user at a time.</summary>
public sealed class OneAtATime : IAsyncLifetime
{
    public ApiHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(("Queue:MaxActive", "1"));

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

[AlsoTogether]
public sealed class QueueTokensEndpointsTests(OneAtATime api) : IClassFixture<OneAtATime>
{
    private const string Current = "/v1/queue-tokens/current";

    [Fact]
    public async Task The_first_user_is_admitted_and_the_next_ones_wait()
    {
        var concert = await api.Host.ConcertAsync();
        var first = await (await api.Host.UserAsync()).PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens");
        first.Granted(HttpStatusCode.Created);
        Assert.Equal(Current, first.Response.Headers.Location?.ToString());
        Assert.Equal(("active", 0L, 0L), (first.Text("status"), first.Number("position"), first.Number("estimatedWaitSeconds")));
        Assert.EndsWith("Z", first.Text("expiresAt"), StringComparison.Ordinal);

        var second = (await (await api.Host.UserAsync()).PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens", "{}"))
            .Granted(HttpStatusCode.Created);

        Assert.Equal((concert.ConcertId, "waiting", 1L), (second.Text("concertId"), second.Text("status"), second.Number("position")));
        Assert.True(second.Number("pollAfterSeconds") >= 1);
        Assert.Null(second.Json["expiresAt"]);
    }

    [Fact]
    public async Task Far_from_the_door_users_poll_less_often_and_the_operators_slots_decide_who_is_far()
    {
        var concert = await api.Host.ConcertAsync();
        var users = new List<Caller>();
        for (var n = 0; n < 4; n++) users.Add(await (await api.Host.UserAsync()).JoinAsync(concert));

        // One slot, which is held for ten minutes. Two full rooms are two users.
        Assert.InRange((await PollAsync(users[1])).Number("pollAfterSeconds"), 6, 10);
        Assert.InRange((await PollAsync(users[2])).Number("pollAfterSeconds"), 6, 10);
        Assert.InRange((await PollAsync(users[3])).Number("pollAfterSeconds"), 16, 25);

        (await api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey).SendAsync(
            HttpMethod.Put, $"/v1/concerts/{concert.ConcertId}/queue", new { paused = true, maxActive = 2 })).Granted();

        Assert.InRange((await PollAsync(users[3])).Number("pollAfterSeconds"), 6, 10);

        static async Task<Answer> PollAsync(Caller user)
        {
            var answer = (await user.GetAsync(Current)).Granted();
            Assert.Equal("waiting", answer.Text("status"));
            return answer;
        }
    }

    [Fact]
    public async Task Joining_again_returns_the_same_place()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await api.Host.UserAsync();
        var first = (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted(HttpStatusCode.Created);

        var again = (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted();

        Assert.Equal(first.Text("token"), again.Text("token"));
    }

    [Fact]
    public async Task An_admitted_user_is_never_reported_waiting_again()
    {
        var concert = await api.Host.ConcertAsync();
        var first = await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        (await second.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted();

        // The clock does not advance: the gateway's snapshot may be from before the second user was admitted.
        Assert.Equal("active", (await second.GetAsync(Current)).Granted().Text("status"));
    }

    [Fact]
    public async Task A_released_slot_goes_to_the_next_user_and_everyone_moves_up()
    {
        var concert = await api.Host.ConcertAsync();
        var first = await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);
        var third = await (await api.Host.UserAsync()).JoinAsync(concert);
        Assert.Equal(2, (await third.GetAsync(Current)).Granted().Number("position"));

        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);

        await Eventually.IsAsync(
            api.Host, async () => (await second.GetAsync(Current)).Granted().Text("status") == "active", "the second user is admitted");
        Assert.Equal(1, (await third.GetAsync(Current)).Granted().Number("position"));
        Assert.Equal("expired", (await first.GetAsync(Current)).Granted().Text("status"));
    }

    [Fact]
    public async Task A_user_who_leaves_the_queue_is_expired_and_those_behind_move_up()
    {
        var concert = await api.Host.ConcertAsync();
        await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);
        var third = await (await api.Host.UserAsync()).JoinAsync(concert);

        (await second.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);

        Assert.Equal("expired", (await second.GetAsync(Current)).Granted().Text("status"));
        Assert.Equal(1, (await third.GetAsync(Current)).Granted().Number("position"));
    }

    [Fact]
    public async Task A_waiting_user_cannot_reserve()
    {
        var concert = await api.Host.ConcertAsync();
        await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);

        (await second.ReserveAsync(concert, "1-1-1")).Refused(403, "queue_token_not_active");
    }

    [Fact]
    public async Task A_token_is_valid_only_for_its_user_and_its_concert()
    {
        var (concert, other) = (await api.Host.ConcertAsync(), await api.Host.ConcertAsync());
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        var thief = (await api.Host.UserAsync()).With("Queue-Token", user.Headers["Queue-Token"]);

        (await user.ReserveAsync(other, "1-1-1")).Refused(401, "queue_token_invalid");
        (await thief.ReserveAsync(concert, "1-1-1")).Refused(401, "queue_token_invalid");
        (await thief.GetAsync(Current)).Refused(401, "queue_token_invalid");
        (await user.With("Queue-Token", "x" + user.Headers["Queue-Token"]).GetAsync(Current)).Refused(401, "queue_token_invalid");
    }

    [Fact]
    public async Task A_browser_may_watch_its_place_with_both_tokens_in_the_query()
    {
        var concert = await api.Host.ConcertAsync();
        var first = await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);
        var query = $"?accessToken={second.AccessToken}&queueToken={second.Headers["Queue-Token"]}";
        using var events = await api.Host.Anyone.StreamAsync($"{Current}/stream{query}");
        var waiting = await events.NextEventAsync(api.Host);
        Assert.Equal(("token", "waiting"), (waiting.Name, waiting.Data["status"]!.GetValue<string>()));

        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        var next = await events.NextEventAsync(api.Host);
        // The outlook may come first.
        while (next.Data["status"]!.GetValue<string>() == "waiting") next = await events.NextEventAsync(api.Host);

        Assert.Equal(("active", 0), (next.Data["status"]!.GetValue<string>(), next.Data["position"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Every_other_route_ignores_tokens_in_the_query()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        var query = $"?accessToken={user.AccessToken}&queueToken={user.Headers["Queue-Token"]}";

        (await api.Host.Anyone.GetAsync(Current + query)).Refused(401, "unauthenticated");
        (await api.Host.Anyone.GetAsync("/v1/wallet" + query)).Refused(401, "unauthenticated");
    }
}
