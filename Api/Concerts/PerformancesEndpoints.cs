using Concert.Catalog;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Concerts;

/// <summary>One date of a concert with everything that its web page shows, except the seats.</summary>
internal static class PerformancesEndpoints
{
    public static void MapPerformances(this IEndpointRouteBuilder app) => app.MapGet("/v1/performances/{performanceId}", Find)
        .WithName("GetPerformance").WithTags("Concerts").WithSummary("A performance with its concert and its sections.")
        .Example(200, ConcertExamples.Performance).Refuses("performance_not_found");

    private static async Task<Results<Ok<PerformanceResponse>, ProblemResult>> Find(
        string performanceId, GatewayCatalogCache catalog, PerformanceDates dates, CancellationToken cancellationToken)
    {
        var layout = await catalog.LayoutAsync(new(performanceId));
        if (!layout.IsGranted) return layout.Refusal.ToProblem();
        var concert = await catalog.FindAsync(layout.Value.ConcertId);
        return concert.IsGranted
            ? TypedResults.Ok(await dates.FindAsync(concert.Value, layout.Value, cancellationToken))
            : new Refusal.PerformanceNotFound().ToProblem();
    }
}

/// <param name="TimeZone">The IANA time zone of the venue.</param>
/// <param name="SalesCloseAt">The end of the sale: seats can be reserved before it, and no hold outlasts it.</param>
/// <param name="SeatsAvailable">Null, as <paramref name="SeatsHeld"/>: the numbers could not be read in time.</param>
/// <param name="RefuseLoneSeats">Whether seats that a user names must not leave one seat alone.</param>
internal sealed record PerformanceResponse(
    string PerformanceId,
    string ConcertId,
    string Title,
    string Artist,
    string Venue,
    string TimeZone,
    DateTimeOffset StartsAt,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset SalesCloseAt,
    IReadOnlyList<SectionModel> Sections,
    long MinPrice,
    long MaxPrice,
    int SeatsTotal,
    bool RefuseLoneSeats,
    long? SeatsAvailable = null,
    long? SeatsHeld = null)
{
    public static PerformanceResponse Of(ConcertView concert, PerformanceLayout layout, string timeZone, SeatTotals? seats) => new(
        layout.PerformanceId.Value,
        concert.ConcertId.Value,
        concert.Title,
        concert.Artist,
        concert.Venue,
        timeZone,
        layout.StartsAt,
        layout.SalesOpenAt,
        layout.SalesCloseAt,
        [.. layout.Sections.Select(SectionModel.Of)],
        layout.MinPrice.Amount,
        layout.MaxPrice.Amount,
        layout.SeatCount,
        layout.RefusesLoneSeats,
        seats?.Available,
        seats?.Held);
}
