using System.Text.RegularExpressions;

namespace Concert.Operations;

[Collection(nameof(ApiFixture))]
public sealed partial class OperationsTests(ApiFixture api)
{
    [Fact]
    public async Task A_working_service_is_live_and_ready()
    {
        (await api.Host.Anyone.GetAsync("/health/live")).Granted();
        (await api.Host.Anyone.GetAsync("/health/ready")).Granted();
    }

    [Fact]
    public async Task Refusals_are_counted_by_code()
    {
        (await api.Host.Anyone.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");

        // The exporter repeats its last answer for a third of a second.
        await Eventually.IsAsync(api.Host, async () => IsCounted(await api.Host.Anyone.GetAsync("/metrics")), "the refusal is counted");
    }

    private static bool IsCounted(Answer metrics)
    {
        Assert.Equal("text/plain", metrics.Granted().Response.Content.Headers.ContentType?.MediaType);
        return Refusal().IsMatch(metrics.BodyText);
    }

    [GeneratedRegex("refusals_total\\{[^}]*code=\"unauthenticated\"")]
    private static partial Regex Refusal();
}
