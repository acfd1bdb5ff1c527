using System.Net;
using System.Text.Json.Nodes;

namespace Concert.Concerts;

/// <summary>The list of concerts: what it says of each, its order, search and months, and the size of a concert.</summary>
[Collection(nameof(ApiFixture))]
public sealed class ConcertListTests(ApiFixture api)
{
    [Fact]
    public async Task The_list_says_prices_and_seats_of_the_dates_that_have_not_started_and_omits_what_is_over()
    {
        const string word = "weekendly";
        var now = api.Host.Time.GetUtcNow();
        var concert = await CreatedAsync(word, (now.AddHours(1), 90_000), (now.AddDays(2), 110_000), (now.AddDays(9), 154_000));
        var over = await CreatedAsync(word, (now.AddHours(1), 50_000));

        var before = await ListedAsync($"?search={word.ToUpperInvariant()}");
        Assert.Equal([over, concert], IdsOf(before));
        Assert.Equal(2, before["total"]!.GetValue<int>());
        api.Host.Time.Advance(TimeSpan.FromHours(1));
        var item = (await ListedAsync($"?search={word}"))["items"]!.AsArray().Single()!;

        Assert.Equal(concert, item["concertId"]!.GetValue<string>());
        Assert.Equal(
            (2, 110_000L, 154_000L, 4L, 4L, 0L),
            (item["dateCount"]!.GetValue<int>(), Number(item, "minPrice"), Number(item, "maxPrice"), Number(item, "seatsTotal"),
                Number(item, "seatsAvailable"), Number(item, "seatsHeld")));
        Assert.Equal(now.AddDays(2), item["nextStartsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(now.AddDays(9), item["lastStartsAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task A_date_on_the_last_day_that_can_be_written_leaves_the_list_as_it_is()
    {
        const string word = "faraway";
        var concert = await CreatedAsync(word, (new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), 1));

        var all = await ListedAsync($"?search={word}");

        Assert.Equal([concert], IdsOf(all));
        Assert.Equal(["9999-12"], all["months"]!.AsArray().Select(month => month!.GetValue<string>()));
    }

    [Fact]
    public async Task By_date_the_next_one_comes_first_and_pages_have_no_gaps_or_duplicates()
    {
        const string word = "orderly";
        var now = api.Host.Time.GetUtcNow();
        var late = await CreatedAsync(word, (now.AddDays(20), 1));
        var soon = await CreatedAsync(word, (now.AddDays(40), 1), (now.AddDays(1), 1));
        var between = await CreatedAsync(word, (now.AddDays(10), 1));
        var same = await CreatedAsync(word, (now.AddDays(10), 1));

        var first = await ListedAsync($"?search={word}&order=date&limit=2");
        var second = await ListedAsync($"?search={word}&order=date&limit=2&cursor={first["nextCursor"]}");

        Assert.Equal([soon, between, same, late], [.. IdsOf(first), .. IdsOf(second)]);
        Assert.Null(second["nextCursor"]);
    }

    [Fact]
    public async Task A_month_is_that_of_the_venue()
    {
        const string word = "monthly";
        // In Seoul the new year has begun.
        var year = api.Host.Time.GetUtcNow().Year + 1;
        var concert = await CreatedAsync(word, (new(year, 12, 31, 15, 30, 0, TimeSpan.Zero), 1));

        var all = await ListedAsync($"?search={word}");

        Assert.Equal([$"{year + 1}-01"], all["months"]!.AsArray().Select(month => month!.GetValue<string>()));
        Assert.Equal([concert], IdsOf(await ListedAsync($"?search={word}&month={year + 1}-01")));
        Assert.Empty(IdsOf(await ListedAsync($"?search={word}&month={year}-12")));
    }

    [Theory]
    [InlineData("order=price", "order")]
    [InlineData("month=2026-13", "month")]
    [InlineData("month=12", "month")]
    [InlineData("order=date&cursor=Mg", "cursor")]
    [InlineData("cursor=MS4y", "cursor")]
    public async Task A_list_that_cannot_be_is_refused(string query, string field)
    {
        var answer = await api.Host.Anyone.GetAsync($"/v1/concerts?{query}");

        answer.Refused(400, "invalid_request");
        Assert.Equal([field], answer.ErrorFields);
    }

    [Fact]
    public async Task A_musical_of_five_hundred_dates_is_one_request_and_one_more_is_refused()
    {
        var now = api.Host.Time.GetUtcNow();
        var dates = Enumerable.Range(1, 501).Select(day => (now.AddDays(day), 10_000L + day)).ToArray();

        // More than the 64 KiB of other requests.
        var title = new string('m', 120);
        var concert = await CreatedAsync(title, dates[..500]);
        var answer = await CreateAsync(title, dates);

        Assert.Equal(500, (await DatesAsync(new(concert, ""), "?available=true")).Count);
        answer.Refused(400, "invalid_request");
        Assert.Equal(["performances"], answer.ErrorFields);
    }

    private static long Number(JsonNode item, string field) => item[field]!.GetValue<long>();

    private static IEnumerable<string> IdsOf(JsonNode list) =>
        list["items"]!.AsArray().Select(item => item!["concertId"]!.GetValue<string>());

    private async Task<JsonNode> ListedAsync(string query) => (await api.Host.Anyone.GetAsync($"/v1/concerts{query}")).Granted().Json;

    private async Task<string> CreatedAsync(string title, params (DateTimeOffset StartsAt, long Price)[] dates) =>
        (await CreateAsync(title, dates)).Granted(HttpStatusCode.Created).Text("concertId");

    private Task<Answer> CreateAsync(string title, params (DateTimeOffset StartsAt, long Price)[] dates) =>
        api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/concerts", new
        {
            title,
            artist = "A",
            venue = "V",
            performances = dates.Select(date => new
            {
                startsAt = date.StartsAt,
                sections = new[] { new { name = title, rows = 1, seatsPerRow = 2, price = date.Price } },
            }),
        });

    private async Task<JsonArray> DatesAsync(TestConcert concert, string query) =>
        (await api.Host.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}/performances{query}")).Granted().Json["items"]!.AsArray();
}
