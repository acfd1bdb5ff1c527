namespace Concert.Operations;

[Collection(nameof(ApiFixture))]
public sealed class OperationsTests(ApiFixture api)
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
        // A service of its own: the exporter has room for a thousand metrics, and counts those of every service that ran in the process.
        await using var host = await ApiHost.StartAsync();
        (await host.Anyone.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");

        var metrics = (await host.Anyone.GetAsync("/metrics")).Granted();

        Assert.Equal("text/plain", metrics.Response.Content.Headers.ContentType?.MediaType);
        Assert.Matches("refusals_total\\{[^}]*code=\"unauthenticated\"", metrics.BodyText);
    }
}
