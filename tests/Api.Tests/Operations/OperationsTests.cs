using System.Text.RegularExpressions;

namespace Concert.Operations;

[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed partial class OperationsTests(ApiFixture api)
{
    [Fact]
    public async Task A_working_service_is_live_and_ready()
    {
        (await api.Host.Anyone.GetAsync("/health/live")).Granted();
        await Eventually.IsReadyAsync(api.Host);
    }

    [Fact]
    public async Task Refusals_are_counted_by_code()
    {
        // A service of its own, of which the test knows all refusals.
        await using var host = await ApiHost.StartAsync();
        for (var i = 0; i < 2; i++) (await host.Anyone.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
        (await host.Anyone.GetAsync("/v1/nothing")).Refused(404, "not_found");
        (await api.Host.Anyone.SendAsync(HttpMethod.Put, "/v1/wallet")).Refused(405, "method_not_allowed");

        var metrics = (await host.Anyone.GetAsync("/metrics")).Granted();

        Assert.Equal("text/plain", metrics.Response.Content.Headers.ContentType?.MediaType);
        var counted = Refusals().Matches(metrics.BodyText).Select(match => (match.Groups[1].Value, match.Groups[2].Value));
        Assert.Equal([("not_found", "1"), ("unauthenticated", "2")], counted.Order());
    }

    [GeneratedRegex("^refusals_total\\{[^}]*code=\"(\\w+)\"[^}]*\\} (\\d+)", RegexOptions.Multiline)]
    private static partial Regex Refusals();
}
