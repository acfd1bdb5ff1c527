using System.Globalization;

namespace Concert.Http;

/// <summary>The limits of users and addresses. The clock stands still, so that no permit returns before a test advances it.</summary>
[OneProcess]
public sealed class RateLimitTests
{
    private const string Wallet = "/v1/wallet";

    [Fact]
    public async Task The_users_of_one_address_share_its_limit()
    {
        await using var api = await ApiHost.StartAsync(PerUser(5), PerAddress(20));
        var users = await UsersAsync(api, 11);

        var answers = await Task.WhenAll(users.Take(10).SelectMany(user => Repeat(5, () => user.GetAsync(Wallet))));

        Assert.Equal((20, 30), Count(answers, 200));
        (await users[10].From("127.0.0.2").GetAsync(Wallet)).Granted();
    }

    [Fact]
    public async Task A_user_has_the_same_limit_from_every_address()
    {
        await using var api = await ApiHost.StartAsync(PerUser(5), PerAddress(20));
        var user = await api.UserAsync();

        var answers = await Task.WhenAll(Repeat(3, () => user.GetAsync(Wallet)).Concat(Repeat(3, () => user.From("127.0.0.2").GetAsync(Wallet))));

        Assert.Equal((5, 1), Count(answers, 200));
    }

    [Fact]
    public async Task A_user_who_ignores_429_takes_nothing_from_the_others_of_the_address()
    {
        await using var api = await ApiHost.StartAsync(PerUser(5), PerAddress(20));
        var users = await UsersAsync(api, 4);

        var answers = await Task.WhenAll(Repeat(100, () => users[0].GetAsync(Wallet)));
        var others = await Task.WhenAll(users.Skip(1).SelectMany(user => Repeat(5, () => user.GetAsync(Wallet))));

        Assert.Equal((5, 95), Count(answers, 200));
        Assert.Equal((15, 0), Count(others, 200));
    }

    [Fact]
    public async Task An_address_without_permits_takes_none_of_its_users()
    {
        await using var api = await ApiHost.StartAsync(PerUser(5), PerAddress(20));
        var user = await api.UserAsync();
        await Task.WhenAll(Repeat(30, () => api.Anyone.GetAsync("/v1/settings")));

        foreach (var answer in await Task.WhenAll(Repeat(20, () => user.GetAsync(Wallet)))) answer.Refused(429, "too_many_requests");

        var elsewhere = await Task.WhenAll(Repeat(6, () => user.From("127.0.0.2").GetAsync(Wallet)));
        Assert.Equal((5, 1), Count(elsewhere, 200));
    }

    [Fact]
    public async Task Forged_and_expired_tokens_count_for_their_address()
    {
        await using var api = await ApiHost.StartAsync(PerUser(3), PerAddress(12));
        var expired = await UsersAsync(api, 4);
        api.Time.Advance(TimeSpan.FromDays(31));
        var forged = Enumerable.Range(0, 4)
            .Select(number => api.Anyone with { AccessToken = expired[0].AccessToken![..^6] + $"abcd{number}A" });

        var answers = await Task.WhenAll(expired.Concat(forged).Append(api.Anyone).SelectMany(caller => Repeat(4, () => caller.GetAsync(Wallet))));

        Assert.Equal((12, 24), Count(answers, 401));
        // A valid user of another address is unaffected.
        var created = await api.Anyone.From("127.0.0.2").PostAsync("/v1/users", new { name = "Jisoo" });
        (await (api.Anyone.From("127.0.0.2") with { AccessToken = created.Text("accessToken") }).GetAsync(Wallet)).Granted();
    }

    [Fact]
    public async Task A_token_in_the_query_counts_for_its_user()
    {
        await using var api = await ApiHost.StartAsync(PerUser(2), PerAddress(100));
        var users = await UsersAsync(api, 2);
        Task<Answer> Watch(Caller user) =>
            api.Anyone.GetAsync($"/v1/queue-tokens/current/stream?accessToken={user.AccessToken}&queueToken=none");

        var answers = await Task.WhenAll(Repeat(4, () => Watch(users[0])));

        Assert.Equal((2, 2), Count(answers, 401));
        (await Watch(users[1])).Refused(401, "queue_token_invalid");
        (await users[0].GetAsync(Wallet)).Refused(429, "too_many_requests");
    }

    [Fact]
    public async Task Sixty_tabs_of_one_user_are_served_when_each_waits_as_long_as_it_was_told_to()
    {
        await using var api = await ApiHost.StartAsync(PerUser(25), PerAddress(1000));
        var user = await api.UserAsync();
        var (waiting, rounds) = (60, new List<int>());

        while (waiting > 0)
        {
            var answers = await Task.WhenAll(Repeat(waiting, () => user.GetAsync(Wallet)));
            var (served, refused) = Count(answers, 200);
            rounds.Add(served);
            waiting = refused;
            api.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([25, 25, 10], rounds);
    }

    [Fact]
    public async Task One_address_creates_only_so_many_users_in_a_minute()
    {
        await using var api = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "50"), ("RateLimit:NewUsersPerAddressPerMinute", "4"));
        Task<Answer> Create(Caller caller) => caller.PostAsync("/v1/users", new { name = "Minji" });

        var answers = await Task.WhenAll(Repeat(10, () => Create(api.Anyone)));

        Assert.Equal((4, 6), Count(answers, 201));
        (await api.Anyone.GetAsync("/v1/settings")).Granted();
        (await Create(api.Anyone.From("127.0.0.2"))).Granted(System.Net.HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_user_cannot_create_more_users_than_the_address_may()
    {
        await using var api = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "50"), ("RateLimit:NewUsersPerAddressPerMinute", "4"));
        var users = await UsersAsync(api, 4);

        foreach (var user in users) (await user.PostAsync("/v1/users", new { name = "Minji" })).Refused(429, "too_many_requests");
    }

    [Theory]
    [InlineData("of a user", 1)]
    [InlineData("of an address", 1)]
    [InlineData("of new users", 20)]
    [InlineData("of wrong admin keys", 30)]
    [InlineData("of a costly call", 1)]
    public async Task Who_waits_as_long_as_Retry_After_says_is_served(string limit, int seconds)
    {
        await using var api = await ApiHost.StartAsync(
            PerUser(4), PerAddress(100), ("RateLimit:NewUsersPerAddressPerMinute", "3"), ("RateLimit:WrongAdminKeysPerAddressPerMinute", "2"));
        var user = await api.UserAsync();
        api.Time.Advance(TimeSpan.FromMinutes(1));
        Task<Answer> Call() => limit switch
        {
            "of a user" => user.GetAsync(Wallet),
            "of an address" => api.Anyone.GetAsync("/v1/settings"),
            "of new users" => api.Anyone.PostAsync("/v1/users", new { name = "Minji" }),
            "of wrong admin keys" => api.Anyone.With("Admin-Key", "wrong").GetAsync("/v1/figures"),
            _ => api.Anyone.GetAsync("/v1/performances/none/seats"),
        };

        var usual = (await Call()).Status;
        var answer = await Call();
        // More calls than any of the limits allows.
        for (var i = 0; i < 300 && answer.Status == usual; i++) answer = await Call();

        var wait = answer.Refused(429, "too_many_requests").Response.Headers.RetryAfter!.Delta!.Value;
        Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
        // Who comes again too early waits no longer for it.
        (await Call()).Refused(429, "too_many_requests");
        api.Time.Advance(wait);
        Assert.Equal(usual, (await Call()).Status);
    }

    [Fact]
    public async Task Zero_turns_all_limits_off()
    {
        await using var api = await ApiHost.StartAsync(
            ("RateLimit:PerClientPerSecond", "0"),
            PerAddress(1),
            ("RateLimit:NewUsersPerAddressPerMinute", "1"),
            ("RateLimit:WrongAdminKeysPerAddressPerMinute", "1"));

        foreach (var user in await UsersAsync(api, 5)) (await user.GetAsync(Wallet)).Granted();
        for (var i = 0; i < 5; i++) (await api.Anyone.With("Admin-Key", "wrong").GetAsync("/v1/figures")).Refused(403, "admin_only");
    }

    [Fact]
    public async Task Zero_turns_each_limit_of_addresses_off()
    {
        await using var api = await ApiHost.StartAsync(
            PerUser(2), PerAddress(0), ("RateLimit:NewUsersPerAddressPerMinute", "0"), ("RateLimit:WrongAdminKeysPerAddressPerMinute", "0"));
        var users = await UsersAsync(api, 5);

        var answers = await Task.WhenAll(users.SelectMany(user => Repeat(3, () => user.GetAsync(Wallet))));
        for (var i = 0; i < 20; i++) (await api.Anyone.With("Admin-Key", "wrong").GetAsync("/v1/figures")).Refused(403, "admin_only");

        Assert.Equal((10, 5), Count(answers, 200));
    }

    [Fact]
    public async Task An_address_is_never_limited_more_than_a_user()
    {
        await using var api = await ApiHost.StartAsync(PerUser(30), PerAddress(1));
        var user = await api.UserAsync();
        api.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((30, 1), Count(await Task.WhenAll(Repeat(31, () => user.GetAsync(Wallet))), 200));
    }

    [Fact]
    public async Task Each_429_is_counted_as_a_refusal()
    {
        await using var api = await ApiHost.StartAsync(PerUser(1), PerAddress(50), ("RateLimit:WrongAdminKeysPerAddressPerMinute", "1"));
        var user = await api.UserAsync();
        using var metrics = new HostMetrics(api);

        await Task.WhenAll(Repeat(4, () => user.GetAsync(Wallet)));
        for (var i = 0; i < 3; i++) await api.Anyone.With("Admin-Key", "wrong").GetAsync("/v1/figures");

        Assert.Equal((1, 5), (metrics.Read("refusals admin_only"), metrics.Read("refusals too_many_requests")));
    }

    private static (string, string) PerUser(int permits) => ("RateLimit:PerClientPerSecond", permits.ToString(CultureInfo.InvariantCulture));

    private static (string, string) PerAddress(int permits) =>
        ("RateLimit:PerAddressPerSecond", permits.ToString(CultureInfo.InvariantCulture));

    /// <summary>New users, and afterwards a second in which all buckets refill.</summary>
    private static async Task<Caller[]> UsersAsync(ApiHost api, int count)
    {
        var users = new Caller[count];
        for (var i = 0; i < count; i++) users[i] = await api.UserAsync();
        api.Time.Advance(TimeSpan.FromSeconds(1));
        return users;
    }

    private static IEnumerable<Task<Answer>> Repeat(int count, Func<Task<Answer>> call) => Enumerable.Range(0, count).Select(_ => call());

    /// <summary>How many answers have the status, and how many are 429. There is no third kind.</summary>
    private static (int Served, int Refused) Count(IReadOnlyCollection<Answer> answers, int status)
    {
        Assert.All(answers, answer => Assert.True(answer.Status == status || answer.Status == 429, $"{answer.Status}: {answer.BodyText}"));
        return (answers.Count(answer => answer.Status == status), answers.Count(answer => answer.Status == 429));
    }
}
