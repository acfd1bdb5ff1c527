namespace Concert.Auth;

/// <summary>Guesses of the admin key. The clock stands still, so that no permit returns before a test advances it.</summary>
[OneProcess]
public sealed class AdminKeyGuardTests
{
    private const string Figures = "/v1/figures";

    private static readonly (string, string)[] Limits = [("RateLimit:PerClientPerSecond", "50"), ("RateLimit:PerAddressPerSecond", "100000")];

    [Fact]
    public async Task An_address_can_send_ten_wrong_keys_in_a_minute()
    {
        await using var api = await ApiHost.StartAsync(Limits);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(guess => GuessAsync(api.Anyone, guess)));

        Assert.Equal(10, answers.Count(answer => answer.Status == 403));
        Assert.All(answers.Where(answer => answer.Status != 403), answer => answer.Refused(429, "too_many_requests"));
        api.Time.Advance(TimeSpan.FromMinutes(1));
        for (var guess = 0; guess < 10; guess++) (await GuessAsync(api.Anyone, guess)).Refused(403, "admin_only");
        (await GuessAsync(api.Anyone, 10)).Refused(429, "too_many_requests");
    }

    [Fact]
    public async Task The_right_key_is_not_refused_for_the_guesses_of_another_address()
    {
        await using var api = await ApiHost.StartAsync(Limits);
        var guesser = api.Anyone.From("127.0.0.2");
        for (var guess = 0; guess < 50; guess++) await GuessAsync(guesser, guess);

        (await ShowAsync(api.Anyone, ApiHost.AdminKey)).Granted();
    }

    [Fact]
    public async Task A_guesser_does_not_learn_that_a_guess_was_right()
    {
        await using var api = await ApiHost.StartAsync(Limits);
        for (var guess = 0; guess < 10; guess++) await GuessAsync(api.Anyone, guess);

        var refused = (await ShowAsync(api.Anyone, ApiHost.AdminKey)).Refused(429, "too_many_requests");

        // Waiting is enough; the right key does not use up what the address may still send.
        api.Time.Advance(refused.Response.Headers.RetryAfter!.Delta!.Value);
        for (var i = 0; i < 50; i++) (await ShowAsync(api.Anyone, ApiHost.AdminKey)).Granted();
        (await GuessAsync(api.Anyone, 10)).Refused(403, "admin_only");
        (await GuessAsync(api.Anyone, 11)).Refused(429, "too_many_requests");
    }

    [Fact]
    public async Task Requests_without_a_key_are_no_guesses()
    {
        await using var api = await ApiHost.StartAsync(Limits);

        for (var i = 0; i < 50; i++) (await api.Anyone.GetAsync(Figures)).Refused(403, "admin_only");

        (await ShowAsync(api.Anyone, ApiHost.AdminKey)).Granted();
    }

    [Fact]
    public async Task A_user_token_does_not_give_a_guesser_more_guesses()
    {
        await using var api = await ApiHost.StartAsync(Limits);
        var users = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.UserAsync()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(guess => GuessAsync(users[guess % 5], guess)));

        Assert.Equal(10, answers.Count(answer => answer.Status == 403));
    }

    private static Task<Answer> GuessAsync(Caller caller, int guess) => ShowAsync(caller, $"guess-{guess}");

    private static Task<Answer> ShowAsync(Caller caller, string key) => caller.With("Admin-Key", key).GetAsync(Figures);
}
