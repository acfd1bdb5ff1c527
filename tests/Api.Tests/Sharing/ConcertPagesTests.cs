using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concert.Storage;

namespace Concert.Sharing;

/// <summary>What a link to a concert tells to messengers and search engines.</summary>
[Collection(nameof(ApiFixture))]
public sealed partial class ConcertPagesTests(ApiFixture api)
{
    private const string Preview = "property=\"og:";

    [Theory]
    [InlineData("/mine")]
    [InlineData("/wallet")]
    [InlineData("/recover")]
    [InlineData("/reservations/r_unknown")]
    public async Task Every_screen_is_the_page_that_the_start_is(string path)
    {
        var start = (await api.Host.Anyone.GetAsync("/")).Granted();

        var answer = (await api.Host.Anyone.GetAsync(path)).Granted();
        var head = (await api.Host.Anyone.SendAsync(HttpMethod.Head, path)).Granted();

        Assert.Equal(start.Bytes, answer.Bytes);
        Assert.Empty(head.Bytes);
        Assert.Equal(HeadersOf(start), HeadersOf(answer));
        Assert.Equal(HeadersOf(start), HeadersOf(head));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/{0}/seats")]
    [InlineData("/{0}/line")]
    public async Task The_screens_of_a_concert_have_the_policy_of_the_start_and_tell_the_concert(string rest)
    {
        var concert = await api.Host.ConcertAsync();
        var path = $"/concerts/{concert.ConcertId}{rest.Replace("{0}", concert.PerformanceId, StringComparison.Ordinal)}";
        var start = (await api.Host.Anyone.GetAsync("/")).Granted();

        var answer = (await api.Host.Anyone.GetAsync(path)).Granted();
        var head = (await api.Host.Anyone.SendAsync(HttpMethod.Head, path)).Granted();

        Assert.Contains(Preview, answer.BodyText, StringComparison.Ordinal);
        Assert.Empty(head.Bytes);
        Assert.Equal(answer.Response.Content.Headers.ContentLength, head.Response.Content.Headers.ContentLength);
        Assert.Equal(HeadersOf(start) with { Tag = null }, HeadersOf(answer) with { Tag = null });
        Assert.Equal(["Accept-Encoding", "Accept-Language"], answer.Response.Headers.Vary);
        // Beside the head it is the page as it was built.
        Assert.Equal(BodyOf(start.BodyText), BodyOf(answer.BodyText));
    }

    [Theory]
    [InlineData("/concerts")]
    [InlineData("/rubbish")]
    [InlineData("/concerts/c_1/p_1")]
    [InlineData("/concerts/c_1/p_1/rubbish")]
    [InlineData("/concerts/c_1/p_1/seats/1")]
    [InlineData("/reservations")]
    [InlineData("/mine/1")]
    [InlineData("/v1/rubbish")]
    [InlineData("/v1/concerts/c_none")]
    [InlineData("/v1/mine")]
    public async Task Any_other_path_is_a_problem_and_no_page(string path)
    {
        var answer = await api.Host.Anyone.With("Accept", "text/html").GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Response.StatusCode);
        Assert.Equal("application/problem+json", answer.Response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("c_none")]
    [InlineData("%3Cscript%3E")]
    [InlineData("..%2Fadmin")]
    [InlineData("\u200f")]
    public async Task An_unknown_concert_is_404_with_the_page_which_says_so(string id)
    {
        var start = (await api.Host.Anyone.GetAsync("/")).Granted();

        var answer = await api.Host.Anyone.With("If-None-Match", "*").GetAsync($"/concerts/{id}");

        Assert.Equal(HttpStatusCode.NotFound, answer.Response.StatusCode);
        Assert.Equal("text/html", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(start.BodyText, answer.BodyText);
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_head_has_title_description_picture_and_address_in_the_venues_time()
    {
        var concert = await TwoDatesAsync("America/New_York");

        var page = (await Page(concert)).BodyText;

        var address = $"{api.Host.Http.BaseAddress}concerts/{concert.ConcertId}";
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Equal("Night on the Han · Concert", Title().Match(page).Groups[1].Value);
        Assert.Equal(
            "Haneul · Olympic Hall · Tue 4 May 2027 – Wed 5 May 2027, 2 dates (America/New_York) · ₩50,000 – ₩120,000", Meta(page, "description"));
        Assert.Equal(Meta(page, "description"), Meta(page, "og:description"));
        Assert.Equal(("Night on the Han", address, "website"), (Meta(page, "og:title"), Meta(page, "og:url"), Meta(page, "og:type")));
        Assert.Equal($"{address}/picture.png?lang=en", Meta(page, "og:image"));
        Assert.Equal(("1200", "630", "summary_large_image"), (Meta(page, "og:image:width"), Meta(page, "og:image:height"), Meta(page, "twitter:card")));
        Assert.Contains($"<link rel=\"canonical\" href=\"{address}\" />", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "ko")]
    [InlineData("fr, ko;q=0.3, en;q=0.2", "ko")]
    [InlineData("en;q=0.2, KO-kr;q=0.3", "ko")]
    [InlineData("en, ko", "en")]
    [InlineData("kok", "en")]
    [InlineData("ko;q=0, *", "en")]
    [InlineData("fr", "en")]
    [InlineData(";;,=", "en")]
    public async Task The_language_is_the_first_one_of_the_browser_that_the_page_has(string accepted, string language)
    {
        var concert = await TwoDatesAsync("Asia/Seoul");

        var answer = await Page(concert, accepted);

        Assert.Contains($"<html lang=\"{language}\">", answer.BodyText, StringComparison.Ordinal);
        Assert.EndsWith($"picture.png?lang={language}", Meta(answer.BodyText, "og:image"), StringComparison.Ordinal);
        Assert.Contains("Accept-Language", answer.Response.Headers.Vary);
        if (language == "ko")
        {
            Assert.Equal(
                "Haneul · Olympic Hall · 2027년 5월 5일 (수) – 2027년 5월 6일 (목), 2회 (Asia/Seoul) · ₩50,000~₩120,000",
                Meta(answer.BodyText, "description"));
        }
    }

    [Fact]
    public async Task Each_date_is_an_event_with_the_offset_of_its_zone_its_prices_and_its_seats()
    {
        var concert = await TwoDatesAsync("America/New_York");

        var events = Events((await Page(concert)).BodyText);

        Assert.Equal(2, events.Count);
        var first = events[0]!;
        Assert.Equal(
            ("https://schema.org", "Event", "Night on the Han", "2027-05-04T19:00:00-04:00"),
            (Text(first, "@context"), Text(first, "@type"), Text(first, "name"), Text(first, "startDate")));
        Assert.Equal("https://schema.org/EventScheduled", Text(first, "eventStatus"));
        Assert.Equal(("Place", "Olympic Hall"), (Text(first["location"]!, "@type"), Text(first["location"]!, "name")));
        Assert.Equal("Haneul", Text(first["performer"]!, "name"));
        var offers = first["offers"]!;
        Assert.Equal(("AggregateOffer", "KRW", "80000", "120000"), (
            Text(offers, "@type"), Text(offers, "priceCurrency"), Text(offers, "lowPrice"), Text(offers, "highPrice")));
        Assert.Equal(("https://schema.org/InStock", "2027-03-01T07:00:00-05:00"), (Text(offers, "availability"), Text(offers, "validFrom")));
        Assert.Equal(("50000", "50000"), (Text(events[1]!["offers"]!, "lowPrice"), Text(events[1]!["offers"]!, "highPrice")));
        Assert.Equal($"{api.Host.Http.BaseAddress}concerts/{concert.ConcertId}", Text(offers, "url"));
    }

    public static TheoryData<string> OddTexts { get; } = new(
        "</script><script>alert(1)</script>",
        "</title></head><body>",
        "\"><img src=x onerror=alert(1)>",
        "a' onload='b",
        "<!--",
        "]]> & &amp; \\u003c \\",
        "\u200f\u05e9\u05dc\u05d5\u05dd \u200eLive",
        "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83c\uddf0\ud83c\uddf7",
        "$& $1 {0} %s",
        new string('가', 200),
        new string('W', 200));

    [Theory]
    [MemberData(nameof(OddTexts))]
    public async Task Whatever_a_title_is_it_stays_a_text(string title)
    {
        var concert = await api.Host.ConcertAsync(more: new() { ["title"] = title, ["artist"] = title, ["venue"] = title });

        var page = (await Page(concert)).BodyText;
        var picture = await api.Host.Anyone.GetAsync($"/concerts/{concert.ConcertId}/picture.png");

        Assert.Equal($"{title} · Concert", WebUtility.HtmlDecode(Title().Match(page).Groups[1].Value));
        Assert.Equal(title, Meta(page, "og:title"));
        var first = Events(page)[0]!;
        Assert.Equal((title, title, title), (Text(first, "name"), Text(first["location"]!, "name"), Text(first["performer"]!, "name")));
        Assert.Equal(Elements().Count((await Page(await api.Host.ConcertAsync())).BodyText), Elements().Count(page));
        picture.Granted();
    }

    private Task<Answer> Page(TestConcert concert, string language = "en") =>
        api.Host.Anyone.With("Accept-Language", language).GetAsync($"/concerts/{concert.ConcertId}");

    private Task<TestConcert> TwoDatesAsync(string zone) => api.Host.ConcertAsync(more: new()
    {
        ["timeZone"] = zone,
        ["performances"] = new JsonArray(
            DateOf("2027-05-04T23:00:00Z", ("R", 120_000), ("S", 80_000)), DateOf("2027-05-05T23:00:00Z", ("S", 50_000))),
    });

    internal static JsonNode DateOf(string startsAt, params (string Name, long Price)[] sections) => new JsonObject
    {
        ["startsAt"] = startsAt,
        ["salesOpenAt"] = "2027-03-01T12:00:00Z",
        ["sections"] = new JsonArray([
            .. sections.Select(section => new JsonObject { ["name"] = section.Name, ["rows"] = 1, ["seatsPerRow"] = 2, ["price"] = section.Price }),
        ]),
    };

    internal static JsonArray Events(string page) => JsonNode.Parse(Data().Match(page).Groups[1].Value)!.AsArray();

    internal static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    internal static string Meta(string page, string name) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"<meta (?:name|property)=\"{name}\" content=\"([^\"]*)\" />").Groups[1].Value);

    private static string BodyOf(string page) => page[page.IndexOf("<body>", StringComparison.Ordinal)..];

    private static Headers HeadersOf(Answer answer) => new(
        answer.Response.Content.Headers.ContentType?.ToString(),
        answer.Response.Headers.CacheControl?.ToString(),
        answer.Response.Headers.GetValues("Content-Security-Policy").Single(),
        answer.Response.Headers.ETag?.ToString());

    private sealed record Headers(string? Type, string? Caching, string Policy, string? Tag);

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex Title();

    [GeneratedRegex("""<script type="application/ld\+json">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("</?[a-z!]")]
    private static partial Regex Elements();
}
