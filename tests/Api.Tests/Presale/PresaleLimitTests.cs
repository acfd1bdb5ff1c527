using System.Net;
using Concert.Challenges;

namespace Concert.Presale;

/// <summary>Guesses of codes, which cost what new places cost; and a service whose presale can't be read or written.</summary>
[OneProcess]
public sealed class PresaleLimitTests
{
    private const string Code = "9KXW-2H7M-QTRD";

    private static readonly (string, string)[] FourAMinute =
    [
        ("RateLimit:PerClientPerSecond", "1000"), ("RateLimit:PerAddressPerSecond", "100000"), ("RateLimit:NewPlacesPerAddressPerMinute", "4"),
    ];

    [Fact]
    public async Task Wrong_codes_take_from_the_limit_of_new_places_and_missing_ones_do_not()
    {
        await using var api = await ApiHost.StartAsync(FourAMinute);
        var concert = await PresaleAsync(api);
        var user = await api.UserAsync();
        for (var guess = 0; guess < 10; guess++) (await JoinAsync(user, concert)).Refused(403, "presale_code_required");
        for (var guess = 0; guess < 4; guess++) (await JoinAsync(user, concert, $"guess-{guess}-x")).Refused(403, "presale_code_invalid");

        (await JoinAsync(user, concert, Code)).Refused(429, "too_many_requests");
        (await JoinAsync(await api.UserAsync(), concert, Code)).Refused(429, "too_many_requests");

        (await JoinAsync((await api.UserAsync()).From("127.0.0.2"), concert, Code)).Granted(HttpStatusCode.Created);
        api.Time.Advance(TimeSpan.FromSeconds(15));
        (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_solution_is_good_for_one_guess()
    {
        await using var api = await ApiHost.StartAsync(("Queue:Challenge", "on"));
        var concert = await PresaleAsync(api);
        var user = await api.UserAsync();
        var solved = user.With("Challenge-Response", Solver.Solve(await JoinAsync(user, concert, "wrong-code")));

        (await JoinAsync(solved, concert)).Refused(403, "presale_code_required");
        (await JoinAsync(solved, concert, "wrong-code")).Refused(403, "presale_code_invalid");

        var again = user.With("Challenge-Response", Solver.Solve(await JoinAsync(solved, concert, Code)));
        (await JoinAsync(again, concert, Code)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Nobody_joins_while_it_is_unknown_whether_a_code_is_needed()
    {
        await using var api = await ApiHost.StartAsync();
        var concert = await PresaleAsync(api);
        var user = await api.UserAsync();
        api.Time.Advance(TimeSpan.FromSeconds(10));
        await api.ExecuteAsync("alter table presale rename to presale_gone");

        (await JoinAsync(user, concert)).Refused(503, "unavailable");
        (await JoinAsync(user, concert, Code)).Refused(503, "unavailable");

        await api.ExecuteAsync("alter table presale_gone rename to presale");
        (await JoinAsync(user, concert)).Refused(403, "presale_code_required");
        (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_use_that_cannot_be_made_durable_gives_no_place_and_costs_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        var concert = await PresaleAsync(api);
        var user = await api.UserAsync();
        await api.ExecuteAsync("alter table presale_use rename to presale_use_gone");

        (await JoinAsync(user, concert, Code)).Refused(503, "unavailable");

        await api.ExecuteAsync("alter table presale_use_gone rename to presale_use");
        Assert.Equal(0, (await api.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}/queue")).Granted().Number("waiting"));
        (await JoinAsync(user, concert, Code)).Granted(HttpStatusCode.Created);
        (await JoinAsync(await api.UserAsync(), concert, Code)).Granted(HttpStatusCode.Created);
        (await JoinAsync(await api.UserAsync(), concert, Code)).Refused(409, "presale_code_used_up");
    }

    [Fact]
    public async Task Codes_that_were_set_at_another_gateway_are_needed_after_a_second()
    {
        await using var api = await ApiHost.StartClusterAsync();
        var concert = await api.ConcertAsync();
        (await JoinAsync(await api.UserAsync(), concert)).Granted(HttpStatusCode.Created);
        await using (var other = await api.AnotherGatewayAsync())
            await SetAsync(other, concert);

        api.Time.Advance(TimeSpan.FromSeconds(1));

        (await JoinAsync(await api.UserAsync(), concert)).Refused(403, "presale_code_required");
        (await JoinAsync(await api.UserAsync(), concert, Code)).Granted(HttpStatusCode.Created);
    }

    private static async Task<TestConcert> PresaleAsync(ApiHost api)
    {
        var concert = await api.ConcertAsync();
        await SetAsync(api, concert);
        return concert;
    }

    private static async Task SetAsync(ApiHost api, TestConcert concert) => (await api.Anyone.With("Admin-Key", ApiHost.AdminKey)
        .SendAsync(HttpMethod.Put, $"/v1/concerts/{concert.ConcertId}/presale-codes", new { codes = new[] { new { code = Code, joins = 2 } } }))
        .Granted();

    private static Task<Answer> JoinAsync(Caller user, TestConcert concert, string? code = null) =>
        user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens", code is null ? null : new { presaleCode = code });
}
