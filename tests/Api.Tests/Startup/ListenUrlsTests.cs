using Concert.Settings;

namespace Concert.Startup;

public sealed class ListenUrlsTests
{
    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:0; http://[::1]:0")]
    [InlineData("http://+:5080;https://*:5081")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://unix:/tmp/concert.sock")]
    public void An_address_of_this_host_is_accepted(string urls) => ListenUrls.Check(urls);

    [Theory]
    [InlineData("garbage")]
    [InlineData("ftp://localhost:5080")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:5080/booking")]
    [InlineData("http://192.0.2.1:5080")]
    [InlineData("http://127.0.0.1:0;localhost")]
    public void Any_other_is_refused_with_one_line_that_names_the_setting(string urls)
    {
        var line = Assert.Throws<CannotStartException>(() => ListenUrls.Check(urls)).Message;

        Assert.StartsWith($"ASPNETCORE_URLS has '{urls.Split(';')[^1]}', ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }
}
