using Concert.Concerts;
using Concert.Http;

namespace Concert.Operations;

/// <summary>Examples of sales figures for the OpenAPI document.</summary>
internal static class FiguresExamples
{
    private static readonly CreateConcertRequest Request = ConcertExamples.Request;

    public static FiguresResponse Response { get; } = new(
        [
            new(
                "c_4fk2", Request.Title, Request.Artist, Request.Venue, 1_204, 500, "KRW", "Asia/Seoul",
                [new("p_x81d", ExampleTimes.Evening, ExampleTimes.Now, ExampleTimes.Evening, 700, 412, 88, 200, 26_950_000, 97)]),
        ],
        "MTI");
}
