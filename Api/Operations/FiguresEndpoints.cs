using Concert.Auth;
using Concert.Concerts;
using Concert.Http;
using Concert.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Operations;

/// <summary>How the sale goes, for those who run it.</summary>
internal static class FiguresEndpoints
{
    public static void MapFigures(this IEndpointRouteBuilder app) => app.MapGet("/v1/figures", List)
        .WithName("ListFigures").WithTags("Operations")
        .WithSummary("Concerts, newest first, with who waits, who is in, and what is sold; a second old at most.")
        .Example(200, ConcertExamples.Figures);

    private static async Task<Ok<FiguresResponse>> List(
        AdminKey admin, PageQuery query, ConcertFigures figures, CancellationToken cancellationToken) =>
        TypedResults.Ok(await figures.ListAsync(query.Page, cancellationToken));
}

internal sealed record FiguresResponse(IReadOnlyList<ConcertFiguresModel> Items, string? NextCursor = null);

/// <param name="Waiting">Places in the line.</param>
/// <param name="Active">Users let in whose slot is not over, whether or not they have shown up.</param>
internal sealed record ConcertFiguresModel(
    string ConcertId,
    string Title,
    string Artist,
    string Venue,
    int Waiting,
    int Active,
    string Currency,
    IReadOnlyList<PerformanceFiguresModel> Performances);

/// <param name="Revenue">The money of the seats that are sold now.</param>
/// <param name="Purchases">The reservations that they were sold to.</param>
internal sealed record PerformanceFiguresModel(
    string PerformanceId,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    int SeatsTotal,
    int SeatsAvailable,
    int SeatsHeld,
    int SeatsSold,
    long Revenue,
    int Purchases);
