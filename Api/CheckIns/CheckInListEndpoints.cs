using Concert.Auth;
using Concert.Concerts;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Tickets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Concert.CheckIns;

/// <summary>What a door fetches in advance, to decide without a network.</summary>
internal static class CheckInListEndpoints
{
    private const string Description = """
        `list` is a text of lines, each a JSON object. The first line names the performance, the moment of the page (`asOf`) and its
        place among the pages: `after`, the last reservation of the page before it, and `through`, its own last reservation if another
        page follows. Each further line is a reservation: with `version` and `seats` if it is paid, without both if it was refunded.
        `signature` (ECDSA with P-256 and SHA-256, as in codes of tickets) covers exactly the UTF-8 bytes of `list`. A list is complete
        when its first page has no `after`, each page's `after` is the `through` of the one before, and the last page has no `through`.
        """;

    public static void MapCheckInList(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/performances/{performanceId}/check-in-list", Read).WithTags("Check-in").WithName("GetCheckInList")
            .WithSummary("A page of the signed list of a performance's tickets, for doors that lose their network.")
            .WithDescription(Description)
            .Costs(RequestCost.CheckInList)
            .Example(200, new CheckInListResponse(
                "p_x81d",
                ExampleTimes.Now,
                "f3Qh0aYtWvI",
                """
                {"form":"L1","performanceId":"p_x81d","asOf":"2027-03-01T03:00:00Z"}
                {"reservationId":"r_m21d","number":"4M7Z9T3H"}
                """,
                "ZK4o1m7q"))
            .Refuses(Codes.InvalidRequest, "performance_not_found");

    private static async Task<Results<Ok<CheckInListResponse>, ProblemResult>> Read(
        DoorKey door,
        string performanceId,
        CheckInListQuery query,
        GatewayCatalogCache catalog,
        TicketCodes codes,
        IGrainFactory grains,
        IOptions<JsonOptions> json,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
    {
        var layout = await catalog.LayoutAsync(new(performanceId));
        if (!layout.IsGranted) return layout.Refusal.ToProblem();
        // Before the read: whatever was durable at this time is on the page.
        var asOf = time.GetUtcNow();
        var page = await grains.GetGrain<IBookingsGrain>(0).ListPaid(layout.Value.PerformanceId, query.After, query.Limit);
        var list = CheckInListText.Of(layout.Value, asOf, query.After, page, json.Value.SerializerOptions);
        var signature = codes.Sign(list);
        return TypedResults.Ok(new CheckInListResponse(
            performanceId, asOf, signature.Kid, list, signature.Text, CheckInListQuery.CursorOf(page.Through)));
    }
}
