using Concert.Settings;
using Microsoft.Extensions.Configuration;

namespace Concert.Startup;

public sealed class ListenUrlsTests
{
    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:0; http://[::1]:0")]
    [InlineData("http://+:5080;https://*:5081")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://unix:/tmp/concert.sock")]
    public void An_address_of_this_host_is_accepted(string urls) => Assert.Equal(urls, Of(("urls", urls))?.Urls);

    [Theory]
    [InlineData("garbage")]
    [InlineData("ftp://localhost:5080")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:5080/booking")]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.1:0;localhost")]
    public void Any_other_is_refused_with_one_line_that_names_the_setting(string urls)
    {
        var line = Assert.Throws<CannotStartException>(() => Of(("urls", urls))).Message;

        Assert.StartsWith($"ASPNETCORE_URLS has '{urls.Split(';')[^1]}', ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void The_settings_are_read_in_the_order_of_the_server()
    {
        Assert.Equal(new ListenUrls("ASPNETCORE_URLS", "http://localhost:5080"), Of());
        Assert.Equal(
            new ListenUrls("ASPNETCORE_HTTP_PORTS", "http://*:8080;http://*:8081;https://*:8443"),
            Of(("http_ports", "8080; 8081"), ("https_ports", "8443")));
        Assert.Equal(new ListenUrls("ASPNETCORE_URLS", "http://*:80"), Of(("http_ports", "8080"), ("urls", "http://*:80")));
        Assert.Null(Of(("urls", "http://*:80"), ("Kestrel:Endpoints:Main:Url", "http://*:81")));
    }

    private static ListenUrls? Of(params (string Key, string Value)[] settings) => ListenUrls.Of(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
        .Build());
}
