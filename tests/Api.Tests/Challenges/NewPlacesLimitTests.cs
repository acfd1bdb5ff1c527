using System.Net;

namespace Concert.Challenges;

/// <summary>The limit of new places for one concert and one address. The clock stands still until a test advances it.</summary>
[OneProcess]
public sealed class NewPlacesLimitTests
{
    private static readonly (string, string)[] FourAMinute =
    [
        ("RateLimit:PerClientPerSecond", "1000"), ("RateLimit:PerAddressPerSecond", "100000"), ("RateLimit:NewPlacesPerAddressPerMinute", "4"),
    ];

    [Fact]
    public async Task An_address_gets_only_so_many_new_places_of_a_concert_in_a_minute()
    {
        await using var api = await ApiHost.StartAsync(FourAMinute);
        var (concert, another) = (await api.ConcertAsync(), await api.ConcertAsync());
        var users = await UsersAsync(api, 6);
        foreach (var user in users[..4]) (await JoinAsync(user, concert)).Granted(HttpStatusCode.Created);

        var refused = (await JoinAsync(users[4], concert)).Refused(429, "too_many_requests");

        Assert.Equal(TimeSpan.FromSeconds(15), refused.Response.Headers.RetryAfter!.Delta);
        (await JoinAsync(users[4], another)).Granted(HttpStatusCode.Created);
        (await JoinAsync(users[4].From("127.0.0.2"), concert)).Granted(HttpStatusCode.Created);
        api.Time.Advance(TimeSpan.FromSeconds(15));
        (await JoinAsync(users[5], concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_place_that_the_user_already_has_takes_nothing_from_the_limit()
    {
        await using var api = await ApiHost.StartAsync(FourAMinute);
        var concert = await api.ConcertAsync();
        var users = await UsersAsync(api, 4);

        (await JoinAsync(users[0], concert)).Granted(HttpStatusCode.Created);
        for (var i = 0; i < 20; i++) (await JoinAsync(users[0], concert)).Granted();

        foreach (var user in users[1..]) (await JoinAsync(user, concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_join_that_is_refused_takes_nothing_from_the_limit()
    {
        await using var api = await ApiHost.StartAsync([.. FourAMinute, ("Queue:Challenge", "on")]);
        var concert = await api.ConcertAsync();
        var users = await UsersAsync(api, 4);
        for (var i = 0; i < 20; i++) (await JoinAsync(users[0], concert)).Refused(403, "challenge_required");

        foreach (var user in users)
        {
            var solution = Solver.Solve(await JoinAsync(user, concert));
            (await JoinAsync(user.With("Challenge-Response", solution), concert)).Granted(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task Beyond_the_limit_nobody_is_asked_to_work()
    {
        await using var api = await ApiHost.StartAsync([.. FourAMinute, ("Queue:Challenge", "on")]);
        var concert = await api.ConcertAsync();
        var users = await UsersAsync(api, 6);
        var early = Solver.Solve(await JoinAsync(users[4], concert));
        foreach (var user in users[..4])
        {
            var solution = Solver.Solve(await JoinAsync(user, concert));
            (await JoinAsync(user.With("Challenge-Response", solution), concert)).Granted(HttpStatusCode.Created);
        }

        (await JoinAsync(users[5], concert)).Refused(429, "too_many_requests");
        // Whoever solved one before keeps it.
        (await JoinAsync(users[4].With("Challenge-Response", early), concert)).Refused(429, "too_many_requests");
        api.Time.Advance(TimeSpan.FromSeconds(15));
        (await JoinAsync(users[4].With("Challenge-Response", early), concert)).Granted(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("RateLimit:NewPlacesPerAddressPerMinute")]
    [InlineData("RateLimit:PerClientPerSecond")]
    public async Task Zero_turns_it_off(string setting)
    {
        await using var api = await ApiHost.StartAsync([.. FourAMinute, (setting, "0")]);
        var concert = await api.ConcertAsync();

        foreach (var user in await UsersAsync(api, 10)) (await JoinAsync(user, concert)).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task All_addresses_of_one_IPv6_network_share_it()
    {
        await using var api = await ApiHost.StartAsync([.. FourAMinute, ("Forwarded:TrustedHops", "1")]);
        var concert = await api.ConcertAsync();
        var users = await UsersAsync(api, 6);
        Task<Answer> JoinFromAsync(Caller user, string address) => JoinAsync(user.With("X-Forwarded-For", address), concert);
        for (var i = 0; i < 4; i++) (await JoinFromAsync(users[i], $"2001:db8:0:1::{i + 1:x}")).Granted(HttpStatusCode.Created);

        (await JoinFromAsync(users[4], "2001:db8:0:1:9::9")).Refused(429, "too_many_requests");
        (await JoinFromAsync(users[5], "2001:db8:0:2::1")).Granted(HttpStatusCode.Created);
    }

    private static Task<Answer> JoinAsync(Caller user, TestConcert concert) => user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens");

    private static async Task<Caller[]> UsersAsync(ApiHost api, int count)
    {
        var users = new Caller[count];
        for (var i = 0; i < count; i++) users[i] = await api.UserAsync();
        return users;
    }
}
