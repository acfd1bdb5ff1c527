using System.Net;

namespace Concert.Http;

/// <summary>A service that lets one user in at a time.</summary>
public sealed class OneAtATime : IAsyncLifetime
{
    public ApiHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(("Queue:MaxActive", "1"));

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class QueueTests(OneAtATime api) : IClassFixture<OneAtATime>
{
    private const string Current = "/v1/queue-tokens/current";

    [Fact]
    public async Task The_first_is_let_in_and_the_next_ones_wait_in_line()
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
    public async Task Who_has_a_place_keeps_it()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await api.Host.UserAsync();
        var first = (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted(HttpStatusCode.Created);

        var again = (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted();

        Assert.Equal(first.Text("token"), again.Text("token"));
    }

    [Fact]
    public async Task Who_is_let_in_is_never_told_to_wait_again()
    {
        var concert = await api.Host.ConcertAsync();
        var first = await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        (await second.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted();

        // The clock stands still: the gateway's picture of the line may be from before the second was let in.
        Assert.Equal("active", (await second.GetAsync(Current)).Granted().Text("status"));
    }

    [Fact]
    public async Task A_slot_that_is_given_up_goes_to_the_next_in_line_and_everyone_moves_up()
    {
        var concert = await api.Host.ConcertAsync();
        var first = await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);
        var third = await (await api.Host.UserAsync()).JoinAsync(concert);
        Assert.Equal(2, (await third.GetAsync(Current)).Granted().Number("position"));

        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);

        await Eventually.IsAsync(
            api.Host, async () => (await second.GetAsync(Current)).Granted().Text("status") == "active", "the second is in");
        Assert.Equal(1, (await third.GetAsync(Current)).Granted().Number("position"));
        Assert.Equal("expired", (await first.GetAsync(Current)).Granted().Text("status"));
    }

    [Fact]
    public async Task Who_leaves_the_line_is_out_and_those_behind_move_up()
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
    public async Task Who_waits_cannot_reserve()
    {
        var concert = await api.Host.ConcertAsync();
        await (await api.Host.UserAsync()).JoinAsync(concert);
        var second = await (await api.Host.UserAsync()).JoinAsync(concert);

        (await second.ReserveAsync(concert, "1-1-1")).Refused(403, "queue_token_not_active");
    }

    [Fact]
    public async Task A_token_is_good_for_its_user_and_its_concert_alone()
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
    public async Task A_browser_may_watch_its_place_with_both_tokens_in_the_address()
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

        Assert.Equal(("active", 0), (next.Data["status"]!.GetValue<string>(), next.Data["position"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Anywhere_else_tokens_in_the_address_are_nothing()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        var query = $"?accessToken={user.AccessToken}&queueToken={user.Headers["Queue-Token"]}";

        (await api.Host.Anyone.GetAsync(Current + query)).Refused(401, "unauthenticated");
        (await api.Host.Anyone.GetAsync("/v1/wallet" + query)).Refused(401, "unauthenticated");
    }
}
