using Concert.Auth;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Operations;

/// <summary>The figures of the sale, for operators.</summary>
internal static class FiguresEndpoints
{
    public static void MapFigures(this IEndpointRouteBuilder app) => app.MapGet("/v1/figures", List)
        .WithName("ListFigures").WithTags("Operations")
        .WithSummary("Concerts, newest first, with the counts of waiting and admitted users and the sales; at most a second old.")
        .Example(200, FiguresExamples.Response).Costs(RequestCost.Figures);

    private static async Task<Ok<FiguresResponse>> List(
        AdminKey admin, PageQuery query, ConcertFigures figures, CancellationToken cancellationToken) =>
        TypedResults.Ok(await figures.ListAsync(query.Page, cancellationToken));
}

internal sealed record FiguresResponse(IReadOnlyList<ConcertFiguresModel> Items, string? NextCursor = null);

/// <param name="Waiting">Users who wait in the queue.</param>
/// <param name="Active">Admitted users whose slot has not ended, claimed or not.</param>
/// <param name="TimeZone">The IANA time zone of the venue.</param>
internal sealed record ConcertFiguresModel(
    string ConcertId,
    string Title,
    string Artist,
    string Venue,
    int Waiting,
    int Active,
    string Currency,
    string TimeZone,
    IReadOnlyList<PerformanceFiguresModel> Performances);

/// <param name="Revenue">The total price of the seats that are sold now.</param>
/// <param name="Purchases">The number of reservations with those seats.</param>
internal sealed record PerformanceFiguresModel(
    string PerformanceId,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    int SeatsTotal,
    int SeatsAvailable,
    int SeatsHeld,
    int SeatsSold,
    long Revenue,
    int Purchases);
