using System.Net;

namespace Concert.Queues;

/// <summary>Users who are called, who miss their turn, and who are away, through the API. There is one slot; the clock stands still.</summary>
[OneProcess]
public sealed class CalledUsersEndpointsTests : IAsyncLifetime
{
    private const string Current = "/v1/queue-tokens/current";

    private ApiHost _api = null!;
    private TestConcert _concert = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(("Queue:MaxActive", "1"));
        _concert = await _api.ConcertAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_user_who_asked_to_be_called_sees_until_when_to_claim_the_slot_and_claims_it_by_joining_again()
    {
        var first = await (await _api.UserAsync()).JoinAsync(_concert);
        var user = await _api.UserAsync();
        var called = user.With("Queue-Token", (await JoinAsync(user, """{"callMe":true}""")).Granted(HttpStatusCode.Created).Text("token"));
        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);

        await Eventually.IsAsync(_api, async () => (await called.GetAsync(Current)).Granted().Text("status") == "active", "the user is called");
        var token = (await called.GetAsync(Current)).Granted();
        Assert.Equal(DateTimeOffset.Parse(token.Text("expiresAt"), null).AddMinutes(-8), DateTimeOffset.Parse(token.Text("claimBy"), null));

        Assert.Null((await JoinAsync(called)).Granted().Json["claimBy"]);
        Assert.Null((await called.GetAsync(Current)).Granted().Json["claimBy"]);
    }

    [Fact]
    public async Task A_user_who_missed_the_turn_sees_until_when_to_come_back_and_comes_back_to_the_front()
    {
        var (first, late, next, last) = (await JoinedAsync(), await JoinedAsync(), await JoinedAsync(), await JoinedAsync());
        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        // The last one polls, so that the queue is reached; the one who is admitted does not.
        for (var second = 0; second < 40; second += 5)
        {
            _api.Time.Advance(TimeSpan.FromSeconds(5));
            await last.GetAsync(Current);
        }

        await Eventually.IsAsync(_api, async () => (await next.GetAsync(Current)).Granted().Text("status") == "active", "the next user is admitted");
        var missed = (await late.GetAsync(Current)).Granted();
        Assert.Equal("expired", missed.Text("status"));
        Assert.InRange(DateTimeOffset.Parse(missed.Text("returnBy"), null) - _api.Time.GetUtcNow(), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));

        var back = (await JoinAsync(late)).Granted();

        Assert.Equal(("waiting", 1L), (back.Text("status"), back.Number("position")));
        Assert.Null(back.Json["returnBy"]);
        var again = (await late.GetAsync(Current)).Granted();
        Assert.Equal(("waiting", 1L), (again.Text("status"), again.Number("position")));
        // What the last user has seen does not become worse, for one who proves it with the token.
        Assert.Equal(1, (await last.GetAsync(Current)).Granted().Number("position"));
        Assert.Equal(1, (await JoinAsync(last)).Granted().Number("position"));
    }

    [Fact]
    public async Task Whoever_polls_is_there_and_whoever_does_not_is_passed_over()
    {
        var (first, away, there) = (await JoinedAsync(), await JoinedAsync(), await JoinedAsync());
        for (var second = 0; second < 185; second += 5)
        {
            _api.Time.Advance(TimeSpan.FromSeconds(5));
            await there.GetAsync(Current);
            await first.GetAsync(Current);
        }

        (await first.DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);

        await Eventually.IsAsync(_api, async () => (await there.GetAsync(Current)).Granted().Text("status") == "active", "the one who is there is admitted");
        var back = (await away.GetAsync(Current)).Granted();
        Assert.Equal(("waiting", 1L), (back.Text("status"), back.Number("position")));
    }

    [Theory]
    [InlineData("""{"callMe":"yes"}""")]
    [InlineData("""{"callMe":true,"callYou":true}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_body_that_is_not_known_is_refused_and_gives_no_place(string body)
    {
        var user = await _api.UserAsync();

        (await JoinAsync(user, body)).Refused(400, "invalid_request");

        Assert.Equal(0, (await user.GetAsync($"/v1/concerts/{_concert.ConcertId}/queue")).Granted().Number("waiting"));
        (await JoinAsync(user)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Ten_users_of_one_address_are_admitted_in_a_minute_and_more_with_limits_turned_off()
    {
        await using var limited = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "1000"));
        var concert = await limited.ConcertAsync();
        var statuses = new List<string>();
        for (var n = 0; n < 12; n++) statuses.Add((await JoinAsync(await limited.UserAsync(), concert)).Granted(HttpStatusCode.Created).Text("status"));
        var fan = (await limited.UserAsync()).From("127.0.0.9");

        Assert.Equal((10, 2), (statuses.Count(status => status == "active"), statuses.Count(status => status == "waiting")));
        Assert.Equal("active", (await JoinAsync(fan, concert)).Granted(HttpStatusCode.Created).Text("status"));
        limited.Time.Advance(TimeSpan.FromMinutes(1));
        var more = (await JoinAsync(await limited.UserAsync(), concert)).Granted(HttpStatusCode.Created);
        Assert.Equal("active", more.Text("status"));
    }

    private Task<Answer> JoinAsync(Caller user, string? body = null) => JoinAsync(user, _concert, body);

    private static Task<Answer> JoinAsync(Caller user, TestConcert concert, string? body = null) =>
        body is null
            ? user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")
            : user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens", body);

    private async Task<Caller> JoinedAsync() => await (await _api.UserAsync()).JoinAsync(_concert);
}
