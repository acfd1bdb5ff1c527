using System.Net;
using System.Text.Json.Nodes;
using Concert.Catalog;
using Concert.Storage;
using Concert.Wallets;
using Concert.WebApp;
using NodaTime;
using SkiaSharp;

namespace Concert.Sharing;

/// <summary>The facts of a link change with the concert, and reach nobody whom they are not for.</summary>
public sealed class SharedConcertsTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "0"));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Seats_that_are_held_are_few_and_sold_ones_are_gone()
    {
        var concert = await _host.ConcertAsync(rows: 1, seatsPerRow: 1);
        Assert.Equal("https://schema.org/InStock", await AvailabilityAsync(concert));
        var user = await (await _host.UserAsync()).JoinAsync(concert);
        await user.ChargeAsync(10_000);

        var held = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        await BecomesAsync(concert, "https://schema.org/LimitedAvailability");

        (await user.PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);
        await BecomesAsync(concert, "https://schema.org/SoldOut");
    }

    [Fact]
    public async Task A_sale_that_is_over_is_out_of_stock_whatever_is_free()
    {
        var concert = await _host.ConcertAsync(salesCloseIn: TimeSpan.FromHours(1));
        _host.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("https://schema.org/OutOfStock", await AvailabilityAsync(concert));
    }

    [Fact]
    public async Task A_page_is_rendered_once_and_again_when_its_facts_change()
    {
        var concert = await _host.ConcertAsync(rows: 1, seatsPerRow: 1);
        var first = await PageAsync(concert);

        var again = await PageAsync(concert);
        var known = await _host.Anyone.With("If-None-Match", first.Response.Headers.ETag!.ToString()).GetAsync(PathOf(concert));
        var korean = await _host.Anyone.With("Accept-Language", "ko").GetAsync(PathOf(concert));

        Assert.Equal(first.Response.Headers.ETag, again.Response.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, known.Response.StatusCode);
        Assert.NotEqual(first.Response.Headers.ETag, korean.Response.Headers.ETag);
        await (await (await _host.UserAsync()).JoinAsync(concert)).ReserveAsync(concert, "1-1-1");
        await Eventually.IsAsync(
            _host, async () => !Equals((await PageAsync(concert)).Response.Headers.ETag, first.Response.Headers.ETag), "the page is another one");
    }

    [Fact]
    public async Task Three_hundred_dates_tell_the_next_twenty()
    {
        var dates = Enumerable.Range(1, 300).Select(day => ConcertPagesTests.DateOf($"{ApiHost.Noon.AddDays(day):yyyy-MM-dd'T'HH:mm:ss}Z", ("R", 1_000 * day)));
        var concert = await _host.ConcertAsync(more: new() { ["performances"] = new JsonArray([.. dates]) });
        _host.Time.Advance(TimeSpan.FromDays(10) + TimeSpan.FromHours(1));

        var page = (await PageAsync(concert)).BodyText;

        var events = ConcertPagesTests.Events(page);
        Assert.Equal(20, events.Count);
        Assert.Equal("2027-03-12T21:00:00+09:00", ConcertPagesTests.Text(events[0]!, "startDate"));
        Assert.Contains("290 dates", ConcertPagesTests.Meta(page, "description"), StringComparison.Ordinal);
        Assert.EndsWith("₩11,000 – ₩300,000", ConcertPagesTests.Meta(page, "description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_concert_that_is_over_still_tells_when_it_was()
    {
        var concert = await _host.ConcertAsync();
        _host.Time.Advance(TimeSpan.FromDays(8));

        var only = Assert.Single(ConcertPagesTests.Events((await PageAsync(concert)).BodyText))!;

        Assert.Equal("https://schema.org/OutOfStock", ConcertPagesTests.Text(only["offers"]!, "availability"));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:81")]
    public async Task A_forged_host_is_told_to_nobody_else(string host)
    {
        var concert = await _host.ConcertAsync();

        var forged = (await _host.Anyone.With("Host", host).GetAsync(PathOf(concert))).Granted();
        var honest = await PageAsync(concert);

        Assert.Contains(host, forged.BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", honest.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_public_address_every_link_starts_with_it_whatever_the_request_says()
    {
        await using var host = await ApiHost.StartAsync(("Pages:PublicUrl", "https://tickets.example.com/"));
        var concert = await host.ConcertAsync();

        var page = (await host.Anyone.With("Host", "evil.example").With("X-Forwarded-Host", "evil.example").GetAsync(PathOf(concert))).BodyText;

        Assert.Equal($"https://tickets.example.com/concerts/{concert.ConcertId}", ConcertPagesTests.Meta(page, "og:url"));
        Assert.DoesNotContain("evil", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "http")]
    [InlineData("1", "https")]
    public async Task The_scheme_is_that_of_a_trusted_proxy_only(string hops, string scheme)
    {
        await using var host = await ApiHost.StartAsync(("Forwarded:TrustedHops", hops));
        var concert = await host.ConcertAsync();

        var page = await host.Anyone.With("X-Forwarded-Proto", "https").With("X-Forwarded-For", "10.0.0.1").GetAsync(PathOf(concert));

        Assert.StartsWith($"{scheme}://", ConcertPagesTests.Meta(page.BodyText, "og:url"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_that_does_not_answer_costs_the_preview_and_not_the_page()
    {
        var concert = await _host.ConcertAsync();
        await _host.ExecuteAsync("alter table concert rename to concert_gone");
        // An id that no cache can know.
        var cold = $"/concerts/{concert.ConcertId[..^1]}{(concert.ConcertId[^1] == 'x' ? 'y' : 'x')}";

        var page = _host.Anyone.GetAsync(cold);
        await Eventually.IsAsync(_host, () => Task.FromResult(page.IsCompleted), "the page is answered");

        var answer = (await page).Granted();
        Assert.DoesNotContain("og:title", answer.BodyText, StringComparison.Ordinal);
        await _host.ExecuteAsync("alter table concert_gone rename to concert");
    }

    [Fact]
    public async Task The_picture_has_a_tag_and_changes_with_the_concert_and_the_language()
    {
        var (one, other) = (await _host.ConcertAsync(), await _host.ConcertAsync(more: new() { ["title"] = "다른 밤" }));
        var path = $"{PathOf(one)}/picture.png";

        var english = (await _host.Anyone.GetAsync($"{path}?lang=en")).Granted();
        var korean = (await _host.Anyone.GetAsync($"{path}?lang=ko")).Granted();
        var accepted = (await _host.Anyone.With("Accept-Language", "ko").GetAsync(path)).Granted();
        var head = (await _host.Anyone.SendAsync(HttpMethod.Head, path)).Granted();
        var known = await _host.Anyone.With("If-None-Match", english.Response.Headers.ETag!.ToString()).GetAsync($"{path}?lang=en");

        using var picture = SKBitmap.Decode(english.Bytes);
        Assert.Equal((1200, 630), (picture.Width, picture.Height));
        Assert.Equal(("image/png", "public, max-age=3600"), (
            english.Response.Content.Headers.ContentType?.MediaType, english.Response.Headers.CacheControl?.ToString()));
        Assert.Equal(korean.Bytes, accepted.Bytes);
        Assert.Equal(["Accept-Language"], accepted.Response.Headers.Vary);
        Assert.Empty(english.Response.Headers.Vary);
        Assert.NotEqual(english.Bytes, korean.Bytes);
        Assert.NotEqual(english.Bytes, (await _host.Anyone.GetAsync($"{PathOf(other)}/picture.png?lang=en")).Granted().Bytes);
        Assert.Equal((0, english.Bytes.Length), (head.Bytes.Length, (int)head.Response.Content.Headers.ContentLength!));
        Assert.Equal((HttpStatusCode.NotModified, 0), (known.Response.StatusCode, known.Bytes.Length));
    }

    [Theory]
    [InlineData("c_none")]
    [InlineData("%2e%2e%2f")]
    public async Task An_unknown_concert_has_no_picture(string id) =>
        (await _host.Anyone.GetAsync($"/concerts/{id}/picture.png")).Refused(404, "concert_not_found");

    [Fact]
    public async Task Pictures_are_drawn_one_at_a_time_and_too_many_requests_are_refused()
    {
        using var pictures = new ConcertPictures(new WalletOptions(), TimeProvider.System);
        var drawings = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => pictures.PictureAsync(Made(number), PageLanguage.Korean))));

        Assert.Contains(drawings, drawing => drawing is null);
        Assert.Contains(drawings, drawing => drawing is not null);
    }

    [Fact]
    public async Task Requests_for_one_picture_share_its_drawing()
    {
        using var pictures = new ConcertPictures(new WalletOptions(), _host.Time);
        var drawings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => pictures.PictureAsync(Made(1), PageLanguage.Korean))));

        Assert.Single(drawings.Distinct());
        Assert.NotNull(drawings[0]);
    }

    [Theory]
    [InlineData(1055, "USD", "$10.55", "10.55")]
    [InlineData(88_000, "KRW", "₩88,000", "88000")]
    [InlineData(1_234_567, "CHF", "CHF 12,345.67", "12345.67")]
    [InlineData(5, "KWD", "KWD 0.005", "0.005")]
    public void An_amount_has_the_digits_of_its_currency(long amount, string currency, string shown, string written) =>
        Assert.Equal((shown, written), (Currencies.Shown(new(amount), currency), Currencies.Written(new(amount), currency)));

    [Fact]
    public void The_built_page_has_one_place_for_each_thing_that_is_inserted()
    {
        Assert.True(new WebAppFiles().TryFind(WebAppEndpoints.BookingPage, out var file));
        var shell = System.Text.Encoding.UTF8.GetString(file.Plain);

        Assert.All([ConcertHead.BuiltLanguage, ConcertHead.BuiltTitle, ConcertHead.End], part => Assert.Equal(2, shell.Split(part).Length));
    }

    private static SharedConcert Made(int number)
    {
        var concertId = new ConcertId($"c_{number}");
        var date = new PerformanceLayout(
            new($"p_{number}"), concertId, ApiHost.Noon.AddDays(1), ApiHost.Noon, [new Section("R", 1, 1, new(1_000))]);
        return SharedConcert.Of(new(concertId, "밤", "하늘", "홀", [date]), DateTimeZoneProviders.Tzdb["Asia/Seoul"], ApiHost.Noon);
    }

    private static string PathOf(TestConcert concert) => $"/concerts/{concert.ConcertId}";

    private async Task<Answer> PageAsync(TestConcert concert) => (await _host.Anyone.GetAsync(PathOf(concert))).Granted();

    private async Task<string> AvailabilityAsync(TestConcert concert) =>
        ConcertPagesTests.Text(ConcertPagesTests.Events((await PageAsync(concert)).BodyText)[0]!["offers"]!, "availability");

    private Task BecomesAsync(TestConcert concert, string availability) =>
        Eventually.IsAsync(_host, async () => await AvailabilityAsync(concert) == availability, $"the seats are {availability}");
}
