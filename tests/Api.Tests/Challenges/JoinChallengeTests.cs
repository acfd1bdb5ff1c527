using System.Net;
using Concert.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Challenges;

/// <summary>Joining a queue through the service, with each value of <c>Queue:Challenge</c>.</summary>
[OneProcess]
public sealed class JoinChallengeTests(JoinChallengeTests.Always always) : IClassFixture<JoinChallengeTests.Always>
{
    private const string Header = "Challenge-Response";

    private readonly ApiHost _api = always.Host;

    [Fact]
    public async Task A_user_solves_the_challenge_and_gets_a_place()
    {
        var (user, concert) = (await _api.UserAsync(), await _api.ConcertAsync());

        var refused = await JoinAsync(user, concert);
        var challenge = Solver.ChallengeOf(refused);

        Assert.Equal(["algorithm", "difficulty", "expiresAt", "salt"], challenge.Select(member => member.Key).Order());
        Assert.Equal("sha256", challenge["algorithm"]!.GetValue<string>());
        Assert.InRange(challenge["difficulty"]!.GetValue<int>(), 16, 24);
        Assert.True(challenge["expiresAt"]!.GetValue<DateTimeOffset>() > _api.Time.GetUtcNow());
        Assert.StartsWith("The request has no Challenge-Response header", refused.Text("detail"), StringComparison.Ordinal);
        (await JoinAsync(user.With(Header, Solver.Solve(refused)), concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_solution_is_good_for_one_place()
    {
        var (user, concert) = (await _api.UserAsync(), await _api.ConcertAsync());
        var solution = Solver.Solve(await JoinAsync(user, concert));
        var joined = (await JoinAsync(user.With(Header, solution), concert)).Granted(HttpStatusCode.Created);
        (await user.With("Queue-Token", joined.Text("token")).DeleteAsync("/v1/queue-tokens/current")).Granted(HttpStatusCode.NoContent);

        var again = await JoinAsync(user.With(Header, solution), concert);

        Assert.StartsWith("The solution was used before", again.Refused(403, "challenge_required").Text("detail"), StringComparison.Ordinal);
        (await JoinAsync(user.With(Header, Solver.Solve(again)), concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_solution_of_another_user_or_for_another_concert_is_refused_with_a_new_challenge()
    {
        var (user, other) = (await _api.UserAsync(), await _api.UserAsync());
        var (concert, another) = (await _api.ConcertAsync(), await _api.ConcertAsync());
        var solution = Solver.Solve(await JoinAsync(user, concert));

        foreach (var answer in new[] { await JoinAsync(other.With(Header, solution), concert), await JoinAsync(user.With(Header, solution), another) })
        {
            Assert.StartsWith("The salt was changed, or", answer.Refused(403, "challenge_required").Text("detail"), StringComparison.Ordinal);
            Assert.DoesNotContain(Solver.SaltOf(answer), solution, StringComparison.Ordinal);
        }

        // They did not use it up.
        (await JoinAsync(user.With(Header, solution), concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_wrong_solution_is_refused_with_a_new_challenge()
    {
        var (user, concert) = (await _api.UserAsync(), await _api.ConcertAsync());
        var refused = await JoinAsync(user, concert);

        var answer = await JoinAsync(user.With(Header, Solver.Fail(Solver.SaltOf(refused), 16)), concert);

        Assert.StartsWith("The solution is wrong", answer.Refused(403, "challenge_required").Text("detail"), StringComparison.Ordinal);
        (await JoinAsync(user.With(Header, Solver.Solve(answer)), concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_expired_solution_is_refused_with_a_new_challenge()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "on"));
        var (user, concert) = (await api.UserAsync(), await api.ConcertAsync());
        var solution = Solver.Solve(await JoinAsync(user, concert));

        api.Time.Advance(TimeSpan.FromMinutes(5));
        var answer = await JoinAsync(user.With(Header, solution), concert);

        Assert.Equal("The challenge has expired.", answer.Refused(403, "challenge_required").Text("detail"));
        (await JoinAsync(user.With(Header, Solver.Solve(answer)), concert)).Granted(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("abc:")]
    [InlineData("abc:1:2")]
    [InlineData("a b:1")]
    [InlineData("ab/c:1")]
    public async Task A_malformed_response_is_an_invalid_request(string response)
    {
        var (user, concert) = (await _api.UserAsync(), await _api.ConcertAsync());

        var answer = (await JoinAsync(user.With(Header, response), concert)).Refused(400, "invalid_request");

        Assert.Equal([Header], answer.ErrorFields);
    }

    [Fact]
    public async Task Two_responses_and_too_long_ones_are_an_invalid_request()
    {
        var (user, concert) = (await _api.UserAsync(), await _api.ConcertAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/concerts/{concert.ConcertId}/queue-tokens");
        request.Headers.Authorization = new("Bearer", user.AccessToken);
        request.Headers.Add(Header, ["abc:1", "abc:2"]);

        using var twice = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        (await JoinAsync(user.With(Header, new string('a', 4_097)), concert)).Refused(400, "invalid_request");
    }

    [Fact]
    public async Task A_user_who_has_a_place_joins_again_without_a_challenge()
    {
        var (user, concert, another) = (await _api.UserAsync(), await _api.ConcertAsync(), await _api.ConcertAsync());
        var solution = Solver.Solve(await JoinAsync(user, concert));
        var token = (await JoinAsync(user.With(Header, solution), concert)).Granted(HttpStatusCode.Created).Text("token");

        (await JoinAsync(user.With("Queue-Token", token), concert)).Granted();
        // Neither at another concert, nor of another user, nor with what is no token.
        (await JoinAsync(user.With("Queue-Token", token), another)).Refused(403, "challenge_required");
        (await JoinAsync((await _api.UserAsync()).With("Queue-Token", token), concert)).Refused(403, "challenge_required");
        (await JoinAsync(user.With("Queue-Token", "x" + token), concert)).Refused(403, "challenge_required");
        (await user.With("Queue-Token", token).DeleteAsync("/v1/queue-tokens/current")).Granted(HttpStatusCode.NoContent);
        (await JoinAsync(user.With("Queue-Token", token), concert)).Refused(403, "challenge_required");
    }

    [Fact]
    public async Task A_concert_that_does_not_exist_has_no_challenge() =>
        (await (await _api.UserAsync()).PostAsync("/v1/concerts/c_none/queue-tokens")).Refused(404, "concert_not_found");

    [Fact]
    public async Task Off_asks_for_nothing()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "off"));
        var concert = await api.ConcertAsync();

        for (var i = 0; i < 40; i++) (await JoinAsync(await api.UserAsync(), concert)).Granted(HttpStatusCode.Created);
        (await JoinAsync((await api.UserAsync()).With(Header, "x"), concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Auto_asks_the_users_of_an_address_that_has_many()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "auto"));
        var (concert, late) = (await api.ConcertAsync(), await api.UserAsync());
        for (var i = 0; i < 16; i++) (await JoinAsync(await api.UserAsync(), concert)).Granted(HttpStatusCode.Created);

        var refused = await JoinAsync(late, concert);

        Assert.Equal(16, Solver.DifficultyOf(refused));
        (await JoinAsync(late.From("127.0.0.2"), concert)).Granted(HttpStatusCode.Created);
        for (var i = 0; i < 46; i++) (await JoinAsync(await api.UserAsync(), concert)).Refused(403, "challenge_required");
        Assert.Equal(17, Solver.DifficultyOf(await JoinAsync(await api.UserAsync(), concert)));
        // A user who was asked before counts once: their own challenge is no harder than that of others.
        Assert.Equal(17, Solver.DifficultyOf(await JoinAsync(await UserWhoAskedAsync(api, concert), concert)));
        api.Time.Advance(TimeSpan.FromHours(2));
        (await JoinAsync(await api.UserAsync(), concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Auto_counts_all_addresses_of_one_IPv6_network_together()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "auto"), ("Forwarded:TrustedHops", "1"));
        var concert = await api.ConcertAsync();
        async Task<Answer> JoinFromAsync(string address) => await JoinAsync((await api.UserAsync()).With("X-Forwarded-For", address), concert);
        for (var host = 1; host <= 16; host++) (await JoinFromAsync($"2001:db8:0:1:{host:x}::{host:x}")).Granted(HttpStatusCode.Created);

        (await JoinFromAsync("2001:db8:0:1::99")).Refused(403, "challenge_required");
        (await JoinFromAsync("2001:db8:0:2::99")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Auto_asks_everyone_while_the_line_is_long()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "auto"), ("Queue:MaxActive", "1"));
        var concert = await api.ConcertAsync();
        var grain = api.Services.GetRequiredService<IGrainFactory>().Grain<IQueueGrain>(concert.ConcertId);
        await Task.WhenAll(Enumerable.Range(0, 510).Select(user => grain.Join(new($"u_{user}"))));
        (await JoinAsync(await api.UserAsync(), concert)).Granted(HttpStatusCode.Created);
        api.GrowOld();

        Assert.Equal(16, Solver.DifficultyOf(await JoinAsync(await api.UserAsync(), concert)));
    }

    [Fact]
    public async Task A_solution_of_a_join_that_failed_is_good_for_the_next_attempt()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "on"), ("Cluster:RetryTimeout", "00:00:00"));
        var (user, concert) = (await api.UserAsync(), await api.ConcertAsync());
        var solution = Solver.Solve(await JoinAsync(user, concert));

        await api.ExecuteAsync("alter table queue_place rename to queue_place_away");
        (await JoinAsync(user.With(Header, solution), concert)).Refused(503, "unavailable");
        await api.ExecuteAsync("alter table queue_place_away rename to queue_place");

        await Eventually.IsAsync(
            api, async () => (await JoinAsync(user.With(Header, solution), concert)).Status == 201, "the same solution gives a place");
    }

    [Fact]
    public async Task A_captcha_of_a_provider_takes_the_place_of_the_proof_of_work()
    {
        await using var api = await ApiHost.StartAsync(
            static (services, _) => services.AddSingleton<IChallenge, Captcha>(), ("Queue:Challenge", "on"));
        var (user, concert) = (await api.UserAsync(), await api.ConcertAsync());

        var challenge = Solver.ChallengeOf(await JoinAsync(user, concert));

        Assert.Equal(("captcha", "the-key-of-the-site"), (challenge["algorithm"]!.GetValue<string>(), challenge["siteKey"]!.GetValue<string>()));
        (await JoinAsync(user.With(Header, "a-bad-token"), concert)).Refused(403, "challenge_required");
        (await JoinAsync(user.With(Header, "a-token-without-an-answer"), concert)).Refused(503, "unavailable");
        (await JoinAsync(user.With(Header, $"good.{user.AccessToken!.Length}"), concert)).Granted(HttpStatusCode.Created);
    }

    private static Task<Answer> JoinAsync(Caller user, TestConcert concert) => user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens");

    private static async Task<Caller> UserWhoAskedAsync(ApiHost api, TestConcert concert)
    {
        var user = await api.UserAsync();
        for (var i = 0; i < 100; i++) (await JoinAsync(user, concert)).Refused(403, "challenge_required");
        return user;
    }

    public sealed class Always : IAsyncLifetime
    {
        public ApiHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(("Queue:Challenge", "on"));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    /// <summary>As a provider's: other members, and a verification that takes a call.</summary>
    private sealed class Captcha : IChallenge
    {
        public ValueTask<object> IssueAsync(ChallengeSubject subject, int difficulty, CancellationToken cancellationToken) =>
            new(new Dictionary<string, string> { ["algorithm"] = "captcha", ["siteKey"] = "the-key-of-the-site" });

        public async ValueTask<ChallengeVerdict> VerifyAsync(ChallengeSubject subject, string response, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (response == "a-token-without-an-answer") throw new UnavailableException("The provider does not answer.");
            return response.StartsWith("good.", StringComparison.Ordinal)
                ? ChallengeVerdict.Solved
                : ChallengeVerdict.Unsolved("The provider does not accept the token.");
        }

        public void Release(string response)
        {
        }
    }
}
