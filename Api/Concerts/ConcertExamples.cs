using Concert.Http;
using Concert.Operations;

namespace Concert.Concerts;

/// <summary>What the documentation shows of concerts.</summary>
internal static class ConcertExamples
{
    private static readonly SectionModel[] Sections = [new("R", 10, 20, 154_000), new("S", 20, 25, 121_000)];

    public static CreateConcertRequest Request { get; } = new(
        "Moonlight over Seoul", "Haneul", "Olympic Hall", [new(Examples.Evening, Sections, Examples.Now)]);

    public static ConcertResponse Response { get; } = new(
        "c_4fk2", Request.Title, Request.Artist, Request.Venue, [new("p_x81d", Examples.Evening, Examples.Now, Sections)]);

    public static ConcertListResponse List { get; } =
        new([new("c_4fk2", Request.Title, Request.Artist, Request.Venue)], "MTI");

    public static PerformanceResponse Performance { get; } = new(
        "p_x81d", "c_4fk2", Request.Title, Request.Artist, Request.Venue, Examples.Evening, Examples.Now, Sections);

    public static PerformanceListResponse Performances { get; } =
        new([new("p_x81d", Examples.Evening, Examples.Now, 700, 412)]);

    public static FiguresResponse Figures { get; } = new(
        [
            new(
                "c_4fk2", Request.Title, Request.Artist, Request.Venue, 1_204, 500, "KRW",
                [new("p_x81d", Examples.Evening, Examples.Now, 700, 412, 88, 200, 26_950_000, 97)]),
        ],
        "MTI");
}
