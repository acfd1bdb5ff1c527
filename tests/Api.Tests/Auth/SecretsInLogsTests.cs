using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concert.Auth;

public sealed class SecretsInLogsTests
{
    [Fact]
    public async Task No_log_line_of_any_category_has_a_token_or_a_key_even_at_the_lowest_level()
    {
        var logs = new RecordedLogs();
        await using var api = await ApiHost.StartAsync(
            (services, _) => services.AddSingleton<ILoggerProvider>(logs),
            ("Logging:LogLevel:Default", "Trace"),
            ("Logging:LogLevel:Concert", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
            ("Logging:Console:LogLevel:Default", "None"),
            ("Auth:PreviousSigningKeys:0", "a previous key of more than 32 bytes, for tests"));
        var concert = await api.ConcertAsync();
        var user = await (await api.UserAsync()).JoinAsync(concert);
        var queueToken = user.Headers["Queue-Token"];
        var stream = $"/v1/queue-tokens/current/stream?accessToken={user.AccessToken}&queueToken={queueToken}";

        using (await api.Anyone.StreamAsync(stream)) { }
        (await user.GetAsync("/v1/wallet")).Granted();
        (await user.GetAsync($"/v1/wallet?accessToken={user.AccessToken}")).Granted();
        (await api.Anyone.GetAsync(stream.Replace(queueToken, queueToken + "x", StringComparison.Ordinal))).Refused(401, "queue_token_invalid");
        (await (api.Anyone with { AccessToken = user.AccessToken + "x" }).GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
        (await api.Anyone.GetAsync($"/v1/nothing?accessToken={user.AccessToken}")).Refused(404, "not_found");
        (await user.With("Admin-Key", "a-wrong-admin-key-000").GetAsync("/v1/figures")).Refused(403, "admin_only");
        await api.StopAsync();

        string[] secrets =
        [
            user.AccessToken!, user.AccessToken!.Split('.')[2], queueToken, queueToken.Split('.')[1],
            ApiHost.SigningKey, ApiHost.AdminKey, "a-wrong-admin-key-000", "a previous key of more than 32 bytes",
        ];
        Assert.Contains(logs.Lines, line => line.Level == LogLevel.Trace);
        Assert.All(secrets, secret => Assert.DoesNotContain(logs.Lines, line => line.Text.Contains(secret, StringComparison.Ordinal)));
    }
}
