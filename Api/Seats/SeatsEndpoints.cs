using Concert.Limits;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Seats;

/// <summary>The seats of a performance: the whole map, and a stream of its changes.</summary>
internal static class SeatsEndpoints
{
    private const string ReadDescription = """
        With `compact=true`, for clients that have the layout (`GET /v1/performances/{performanceId}`), the answer is a
        `CompactSeatMapResponse`: one letter for each seat, section by section and row by row. A filter would take seats out of
        that order, so `status` together with `compact=true` is refused.
        """;

    private const string WatchDescription = """
        With `compact=true`, for clients that have the layout (`GET /v1/performances/{performanceId}`): `snapshot` is
        `{"performanceId":"p_x81d","version":42,"statuses":"aahs"}`, one letter for each seat (a available, h held, s sold),
        section by section and row by row; `seats` is
        `{"performanceId":"p_x81d","version":43,"available":[],"held":[0],"sold":[2]}`, the indexes of the seats that changed,
        counted from 0 in the same order.
        """;

    public static void MapSeats(this IEndpointRouteBuilder app)
    {
        var seats = app.MapGroup("/v1/performances/{performanceId}/seats").WithTags("Seats").Costs(RequestCost.SeatMap);
        seats.MapGet("/", Read).WithName("GetSeats").WithSummary("All seats with price and status.")
            .WithDescription(ReadDescription)
            .WithMetadata(new QueryDoc("status", "Only seats that are available, held or sold.", "available"))
            .WithMetadata(new QueryDoc("compact", "true: a letter for each seat instead of seat objects.", "true"))
            .WithMetadata(new HeaderDoc("If-None-Match", "The ETag of the map that the client has.", IsRequired: false))
            .WithMetadata(new ResponseHeaderDoc(200, "ETag", "The version of the map: a request with it gets 304 until a seat changes."))
            .Produces<SeatMapResponse>().OrProduces<CompactSeatMapResponse>().Produces(StatusCodes.Status304NotModified)
            .Example(200, SeatExamples.Map).Refuses("performance_not_found", Codes.InvalidRequest);
        seats.MapGet("/stream", Watch).WithName("WatchSeats")
            .WithSummary("A snapshot event with every seat, then seats events with the seats that changed.")
            .WithDescription(WatchDescription)
            .WithMetadata(new QueryDoc("compact", "true: letters and indexes instead of seat objects.", "true"))
            .Produces<string>(StatusCodes.Status200OK, EventStream.ContentType)
            .Refuses("performance_not_found", Codes.InvalidRequest);
    }

    private static async Task<Results<SeatMapResult, ProblemResult>> Read(
        string performanceId, SeatMapQuery query, SeatMapCache maps, CancellationToken cancellationToken)
    {
        var map = await maps.FindAsync(new(performanceId));
        return map.IsGranted
            ? new SeatMapResult(await map.Value.GetAsync(cancellationToken), query)
            : map.Refusal.ToProblem();
    }

    private static async Task<Results<EventStream, ProblemResult>> Watch(
        string performanceId, CompactQuery query, SeatMapCache maps, CancellationToken cancellationToken)
    {
        var map = await maps.FindAsync(new(performanceId));
        if (!map.IsGranted) return map.Refusal.ToProblem();
        // Fetches the map before the stream begins: if that fails, the response is a problem and not a broken stream.
        await map.Value.GetAsync(cancellationToken);
        return new EventStream(events => SeatStream.RunAsync(map.Value, events, query.IsCompact));
    }
}

internal sealed record SeatMapResponse(string PerformanceId, long Version, IReadOnlyList<SeatModel> Seats);

/// <param name="Statuses">A letter for each seat in the order of sections, rows and numbers: a available, h held, s sold.</param>
internal sealed record CompactSeatMapResponse(string PerformanceId, long Version, string Statuses);

internal sealed record SeatModel(string SeatId, string Section, int Row, int Number, long Price, SeatStatus Status);
