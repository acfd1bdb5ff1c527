using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concert.Auth;

/// <summary>Who may call as an administrator, and what the log says about it.</summary>
public sealed partial class AdminLogTests : IAsyncLifetime
{
    private const string JisuKey = "the-key-of-jisu-000000001";
    private const string MinjiKey = "the-key-of-minji-00000002";
    private const string NewConcert = """
        {"title":"Night","artist":"Haneul","venue":"Hall",
         "performances":[{"startsAt":"2027-04-01T10:00:00Z","sections":[{"name":"R","rows":1,"seatsPerRow":2,"price":1}]}]}
        """;

    private readonly RecordedLogs _logs = new();
    private ApiHost _api = null!;

    private string[] Lines => _logs.Of(AdminLog.Category);

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync(
        (services, _) => services.AddSingleton<ILoggerProvider>(_logs),
        ("Admin:Keys:0:Name", "jisu"),
        ("Admin:Keys:0:Key", JisuKey),
        ("Admin:Keys:1:Name", "minji@example.com"),
        ("Admin:Keys:1:Key", MinjiKey),
        ("Admin:Keys:1:Role", "admin"),
        ("Logging:LogLevel:Concert.Admin", "Information"));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Each_of_several_keys_is_accepted_and_nothing_else()
    {
        foreach (var key in new[] { ApiHost.AdminKey, JisuKey, MinjiKey }) (await As(key).GetAsync("/v1/figures")).Granted();
        foreach (var key in new[] { "", "jisu", JisuKey + " x", JisuKey[..^1], JisuKey.ToUpperInvariant(), $"{JisuKey},{MinjiKey}", new string('k', 2_000) })
            (await As(key).GetAsync("/v1/figures")).Refused(403, "admin_only");
    }

    [Fact]
    public async Task A_command_is_logged_with_the_keys_name_the_resource_the_status_and_the_request()
    {
        var created = (await As(JisuKey).PostAsync("/v1/concerts", NewConcert)).Granted(System.Net.HttpStatusCode.Created);
        (await As(MinjiKey).PostAsync("/v1/concerts", "{}")).Refused(400, "invalid_request");
        (await As(ApiHost.AdminKey).PostAsync("/v1/concerts", "{")).Refused(400, "invalid_request");
        await _api.StopAsync();

        Assert.Equal(
            [
                $"jisu: POST /v1/concerts /v1/concerts/{created.Text("concertId")} answered 201 (request #).",
                "minji@example.com: POST /v1/concerts /v1/concerts answered 400 (request #).",
                "api-key: POST /v1/concerts /v1/concerts answered 400 (request #).",
            ],
            Lines.Select(line => RequestName().Replace(line, "(request #)")));
        Assert.All(_logs.Lines, line => Assert.All([JisuKey, MinjiKey, ApiHost.AdminKey], key => Assert.DoesNotContain(key, line.Text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_commands_line_names_the_request_as_its_problem_does()
    {
        var refused = (await As(JisuKey).PostAsync("/v1/concerts", "{}")).Refused(400, "invalid_request");
        await _api.StopAsync();

        Assert.Contains($"(request {refused.Text("traceId")})", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_is_not_logged_because_pages_poll()
    {
        (await As(JisuKey).GetAsync("/v1/figures")).Granted();
        await _api.StopAsync();

        Assert.Empty(Lines);
    }

    [Fact]
    public async Task Wrong_keys_are_logged_with_their_address_and_only_so_many_of_them()
    {
        (await _api.Anyone.GetAsync("/v1/figures")).Refused(403, "admin_only");
        for (var i = 0; i < 100; i++) (await As($"guess-{i}").GetAsync("/v1/figures")).Refused(403, "admin_only");

        Assert.Equal(10, Lines.Length);
        Assert.All(Lines, line => Assert.StartsWith("A wrong admin key from 127.0.0.1: GET /v1/figures (request ", line, StringComparison.Ordinal));
        Assert.All(Lines, line => Assert.DoesNotContain("guess", line, StringComparison.Ordinal));
        Assert.All(_logs.Lines.Where(line => line.Category == AdminLog.Category), line => Assert.Equal(LogLevel.Warning, line.Level));

        _api.Time.Advance(TimeSpan.FromSeconds(10));
        (await As("guess-100").GetAsync("/v1/figures")).Refused(403, "admin_only");
        Assert.Contains("; 90 such lines were left out before this one)", Lines[^1], StringComparison.Ordinal);
    }

    private Caller As(string key) => _api.Anyone.With("Admin-Key", key);

    [GeneratedRegex(@"\(request [0-9a-f]{32}\)")]
    private static partial Regex RequestName();
}
