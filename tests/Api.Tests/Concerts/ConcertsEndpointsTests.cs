using System.Net;
using System.Text.Json.Nodes;
using Concert.Storage;

namespace Concert.Concerts;

[Collection(nameof(ApiFixture))]
public sealed class ConcertsEndpointsTests(ApiFixture api)
{
    [Fact]
    public async Task A_concert_is_returned_as_it_was_created()
    {
        var concert = await api.Host.ConcertAsync(rows: 2, seatsPerRow: 3);

        var answer = (await api.Host.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}")).Granted();

        Assert.StartsWith("c_", answer.Text("concertId"), StringComparison.Ordinal);
        Assert.Equal("Night on the Han", answer.Text("title"));
        var performance = answer.Json["performances"]!.AsArray().Single()!;
        Assert.Equal(concert.PerformanceId, performance["performanceId"]!.GetValue<string>());
        Assert.EndsWith("Z", performance["startsAt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            """{"name":"R","rows":2,"seatsPerRow":3,"price":10000}""", performance["sections"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_performance_is_returned_with_its_concert_and_its_sections()
    {
        var concert = await api.Host.ConcertAsync(rows: 2, seatsPerRow: 3, startsIn: TimeSpan.FromDays(1));
        var starts = $"{api.Host.Time.GetUtcNow().AddDays(1):yyyy-MM-dd'T'HH:mm:ss}";

        var answer = (await api.Host.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}")).Granted();

        Assert.Equal(
            [
                "performanceId", "concertId", "title", "artist", "venue", "timeZone", "startsAt", "salesOpenAt", "salesCloseAt", "sections",
                "minPrice", "maxPrice", "seatsTotal", "refuseLoneSeats", "seatsAvailable", "seatsHeld",
            ],
            answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal((concert.PerformanceId, concert.ConcertId), (answer.Text("performanceId"), answer.Text("concertId")));
        Assert.Equal(("Night on the Han", "Haneul", "Olympic Hall"), (answer.Text("title"), answer.Text("artist"), answer.Text("venue")));
        Assert.StartsWith(starts, answer.Text("startsAt"), StringComparison.Ordinal);
        Assert.Equal("""[{"name":"R","rows":2,"seatsPerRow":3,"price":10000}]""", answer.Json["sections"]!.ToJsonString());
    }

    [Fact]
    public async Task Every_answer_has_the_zone_of_the_venue_and_the_end_of_the_sale()
    {
        var concert = await api.Host.ConcertAsync(salesCloseIn: TimeSpan.FromDays(1), more: new() { ["timeZone"] = "America/New_York" });
        var closes = $"{api.Host.Time.GetUtcNow().AddDays(1):yyyy-MM-dd'T'HH:mm:ss}";

        var one = (await api.Host.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}")).Granted();
        var date = (await api.Host.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}")).Granted();
        var list = (await api.Host.Anyone.GetAsync("/v1/concerts?limit=1")).Granted();

        Assert.Equal(("America/New_York", "America/New_York"), (one.Text("timeZone"), date.Text("timeZone")));
        Assert.Equal("America/New_York", list.Json["items"]![0]!["timeZone"]!.GetValue<string>());
        Assert.All(
            new[] { one.Json["performances"]![0]!, date.Json, (await DatesAsync(concert, ""))[0]! },
            each => Assert.StartsWith(closes, each["salesCloseAt"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_zone_and_an_end_the_setting_and_the_start_apply()
    {
        var concert = await api.Host.ConcertAsync();

        var answer = (await api.Host.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}")).Granted();

        Assert.Equal("Asia/Seoul", answer.Text("timeZone"));
        Assert.Equal(answer.Text("startsAt"), answer.Text("salesCloseAt"));
    }

    [Fact]
    public async Task A_concert_of_an_earlier_version_has_the_zone_of_the_setting()
    {
        await using var vienna = await ApiHost.StartAsync(("Catalog:TimeZone", "Europe/Vienna"));
        var concert = await vienna.ConcertAsync(more: new() { ["timeZone"] = "America/New_York" });
        await vienna.ExecuteAsync("update concert set time_zone = null");

        // The lists are read from the database each time.
        var item = Assert.Single((await vienna.Anyone.GetAsync("/v1/concerts")).Granted().Json["items"]!.AsArray())!;
        Assert.Equal((concert.ConcertId, "Europe/Vienna"), (item["concertId"]!.GetValue<string>(), item["timeZone"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_date_whose_sale_has_ended_is_not_available()
    {
        var concert = await api.Host.ConcertAsync(salesCloseIn: TimeSpan.FromSeconds(10));

        Assert.Single(await DatesAsync(concert, "?available=true"));
        api.Host.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(await DatesAsync(concert, "?available=true"));
        Assert.Single(await DatesAsync(concert, ""));
    }

    [Fact]
    public async Task A_new_concert_has_a_location()
    {
        var starts = api.Host.Time.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'+09:00'", null);
        var answer = await api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync(
            "/v1/concerts",
            $$"""
              {"title":"T","artist":"A","venue":"V","performances":[{"startsAt":"{{starts}}",
               "sections":[{"name":"R","rows":1,"seatsPerRow":1,"price":0}]}]}
              """);

        answer.Granted(HttpStatusCode.Created);
        Assert.Equal($"/v1/concerts/{answer.Text("concertId")}", answer.Response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("A", "a")]
    [InlineData("A", "\uFF21")]
    [InlineData("A", "A\u200B")]
    public async Task Sections_whose_names_look_the_same_are_refused(string one, string other)
    {
        static object Section(string name) => new { name, rows = 1, seatsPerRow = 1, price = 0 };
        var starts = api.Host.Time.GetUtcNow().AddDays(1);
        var answer = await api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/concerts", new
        {
            title = "T",
            artist = "A",
            venue = "V",
            performances = new[] { new { startsAt = starts, sections = new[] { Section(one), Section(other) } } },
        });

        answer.Refused(400, "invalid_request");
        Assert.Equal(["performances[0].sections"], answer.ErrorFields);
    }

    [Fact]
    public async Task Pages_list_every_concert_newest_first()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Insert(0, (await api.Host.ConcertAsync()).ConcertId);

        var listed = new List<string>();
        var path = "/v1/concerts?limit=2";
        for (var page = 0; page < 3; page++)
        {
            var answer = (await api.Host.Anyone.GetAsync(path)).Granted();
            listed.AddRange(answer.Json["items"]!.AsArray().Select(item => item!["concertId"]!.GetValue<string>()));
            path = $"/v1/concerts?limit=2&cursor={answer.Json["nextCursor"]}";
        }

        Assert.Equal(made, listed.Take(5));
    }

    [Fact]
    public async Task A_date_whose_last_seats_are_held_stays_available_and_says_so()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 2);
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);

        await Eventually.IsAsync(
            api.Host, async () => (await DatesAsync(concert, "?available=true")).Single()!["seatsHeld"]!.GetValue<int>() == 2,
            "both seats are held");

        var date = (await DatesAsync(concert, "?available=true")).Single()!;
        Assert.Equal((2, 0), SeatsOf(date));
        Assert.Equal((10_000L, 10_000L), (Number(date, "minPrice"), Number(date, "maxPrice")));
    }

    [Fact]
    public async Task Only_dates_that_can_be_booked_are_available()
    {
        var onSale = await api.Host.ConcertAsync(rows: 2, seatsPerRow: 2);
        var later = await api.Host.ConcertAsync(salesOpenIn: TimeSpan.FromHours(1));

        Assert.Equal((4, 4), SeatsOf((await DatesAsync(onSale, "?available=true")).Single()!));
        Assert.Empty(await DatesAsync(later, "?available=true"));
        Assert.Single(await DatesAsync(later, ""));
    }

    [Fact]
    public async Task A_date_that_is_sold_out_is_not_available()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 2);
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(20_000)).Granted(HttpStatusCode.Created);
        var held = (await user.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
        (await user.PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);

        await Eventually.IsAsync(api.Host, async () => (await DatesAsync(concert, "?available=true")).Count == 0, "no date is available");
        Assert.Equal((2, 0), SeatsOf((await DatesAsync(concert, "")).Single()!));
    }

    private static (int Total, int Available) SeatsOf(JsonNode date) =>
        (date["seatsTotal"]!.GetValue<int>(), date["seatsAvailable"]!.GetValue<int>());

    private static long Number(JsonNode item, string field) => item[field]!.GetValue<long>();

    private async Task<JsonArray> DatesAsync(TestConcert concert, string query) =>
        (await api.Host.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}/performances{query}")).Granted().Json["items"]!.AsArray();
}
