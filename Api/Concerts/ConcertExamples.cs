using System.Globalization;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>Examples of concerts for the OpenAPI document.</summary>
internal static class ConcertExamples
{
    private static readonly SectionModel[] Sections = [new("R", 10, 20, 154_000), new("S", 20, 25, 121_000)];

    public static CreateConcertRequest Request { get; } = new(
        "Moonlight over Seoul", "Haneul", "Olympic Hall", [new(ExampleTimes.Evening, Sections, ExampleTimes.Now)], TimeZone: "Asia/Seoul");

    public static ConcertResponse Response { get; } = new(
        "c_4fk2", Request.Title, Request.Artist, Request.Venue, "Asia/Seoul",
        [new("p_x81d", ExampleTimes.Evening, ExampleTimes.Now, ExampleTimes.Evening, Sections, 121_000, 154_000)],
        121_000, 154_000, 700, RefuseLoneSeats: false, 412, 38);

    public static ConcertListResponse List { get; } =
        new(
        [
            new(
                "c_4fk2", Request.Title, Request.Artist, Request.Venue, "Asia/Seoul",
                ExampleTimes.Evening, ExampleTimes.Evening, ExampleTimes.Now, ExampleTimes.Evening, 1,
                121_000, 154_000, 700, 412, 38),
        ],
        200,
        [ExampleTimes.Evening.ToString("yyyy-MM", CultureInfo.InvariantCulture)],
        "MTI");

    public static PerformanceResponse Performance { get; } = new(
        "p_x81d", "c_4fk2", Request.Title, Request.Artist, Request.Venue, "Asia/Seoul",
        ExampleTimes.Evening, ExampleTimes.Now, ExampleTimes.Evening, Sections,
        121_000, 154_000, 700, RefuseLoneSeats: false, 412, 38);

    public static PerformanceListResponse Performances { get; } =
        new([new("p_x81d", ExampleTimes.Evening, ExampleTimes.Now, ExampleTimes.Evening, 700, 412, 38, 121_000, 154_000)]);
}
