namespace Concert.Cors;

public sealed class CorsSettingsTests
{
    [Theory]
    [InlineData("https://tickets.example.com")]
    [InlineData("http://localhost:5173")]
    [InlineData("http://127.0.0.1:5173")]
    [InlineData("http://[::1]:5173")]
    [InlineData("https://xn--o79aw9m3ma.kr")]
    public void An_origin_as_a_browser_sends_it_is_accepted(string origin) => Assert.Empty(FaultsOf(origin));

    [Theory]
    [InlineData("https://tickets.example.com/")]
    [InlineData("https://tickets.example.com/app")]
    [InlineData("https://tickets.example.com?x=1")]
    [InlineData("https://tickets.example.com#x")]
    [InlineData("https://fan@tickets.example.com")]
    [InlineData("https://tickets.example.com:443")]
    [InlineData("https://Tickets.Example.com")]
    [InlineData("HTTPS://tickets.example.com")]
    [InlineData(" https://tickets.example.com")]
    public void Any_other_form_of_an_origin_is_a_fault_that_shows_the_right_one(string origin) =>
        Assert.Equal([$"Cors:Origins:0 is '{origin}'; as a browser sends it, it is 'https://tickets.example.com'."], FaultsOf(origin));

    [Fact]
    public void A_host_in_another_script_is_shown_as_a_browser_sends_it() =>
        Assert.Equal(["Cors:Origins:0 is 'https://한국.kr'; as a browser sends it, it is 'https://xn--3e0b707e.kr'."], FaultsOf("https://한국.kr"));

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.com")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("tickets.example.com")]
    [InlineData("ftp://tickets.example.com")]
    [InlineData("file:///index.html")]
    [InlineData("//tickets.example.com")]
    public void What_is_no_origin_is_a_fault(string origin) =>
        Assert.Equal([$"Cors:Origins:0 is '{origin}'; it must be one origin, such as https://tickets.example.com."], FaultsOf(origin));

    [Fact]
    public void Each_fault_names_its_own_setting() => Assert.Equal(
        ["Cors:Origins:1 is 'null'; it must be one origin, such as https://tickets.example.com."],
        new CorsSettings { Origins = ["https://a.example", "null"] }.Validate());

    private static string[] FaultsOf(string origin) => [.. new CorsSettings { Origins = [origin] }.Validate()];
}
