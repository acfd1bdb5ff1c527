using Concert.Auth;
using Concert.Catalog;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Concerts;

/// <summary>Concerts and their dates.</summary>
internal static class ConcertsEndpoints
{
    public static void MapConcerts(this IEndpointRouteBuilder app)
    {
        var concerts = app.MapGroup("/v1/concerts").WithTags("Concerts");
        concerts.MapPost("/", Create).WithName("CreateConcert").WithSummary("Creates a concert with its performances and seats.")
            .Example(null, ConcertExamples.Request).Example(201, ConcertExamples.Response)
            .Refuses(Codes.InvalidRequest).Located();
        concerts.MapGet("/", List).WithName("ListConcerts").WithSummary("Concerts, newest first.")
            .Example(200, ConcertExamples.List);
        concerts.MapGet("/{concertId}", Find).WithName("GetConcert").WithSummary("A concert with its performances.")
            .Example(200, ConcertExamples.Response).Refuses("concert_not_found");
        concerts.MapGet("/{concertId}/performances", Performances).WithName("ListPerformances")
            .WithSummary("The dates of a concert, with the number of free seats.")
            .WithMetadata(new QueryDoc("available", "true: only dates that can be booked now.", "true"))
            .Example(200, ConcertExamples.Performances).Refuses("concert_not_found", Codes.InvalidRequest);
    }

    private static async Task<Results<Created<ConcertResponse>, ProblemResult>> Create(
        AdminKey admin,
        CreateConcertRequest request,
        IGrainFactory grains,
        CatalogOptions options,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
    {
        var errors = new FieldErrors();
        var command = ConcertParsing.Parse(request, options, time.GetUtcNow(), errors);
        if (command is null) return errors.ToProblem();
        var concert = await grains.GetGrain<ICatalogGrain>(0).Create(command);
        return TypedResults.Created($"/v1/concerts/{concert.ConcertId}", ConcertResponse.Of(concert, options));
    }

    private static async Task<Ok<ConcertListResponse>> List(PageQuery query, IGrainFactory grains, CatalogOptions options)
    {
        var page = await grains.GetGrain<ICatalogGrain>(0).List(query.Page);
        return TypedResults.Ok(
            new ConcertListResponse(
                [.. page.Items.Select(concert => ConcertSummaryModel.Of(concert, options))], PageQuery.CursorOf(page.Next)));
    }

    private static async Task<Results<Ok<ConcertResponse>, ProblemResult>> Find(
        string concertId, GatewayCatalogCache catalog, CatalogOptions options)
    {
        var concert = await catalog.FindAsync(new(concertId));
        return concert.IsGranted ? TypedResults.Ok(ConcertResponse.Of(concert.Value, options)) : concert.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<PerformanceListResponse>, ProblemResult>> Performances(
        string concertId, AvailableQuery query, GatewayCatalogCache catalog, PerformanceDates dates, CancellationToken cancellationToken)
    {
        var concert = await catalog.FindAsync(new(concertId));
        return concert.IsGranted
            ? TypedResults.Ok(new PerformanceListResponse(await dates.ListAsync(concert.Value, query.Only, cancellationToken)))
            : concert.Refusal.ToProblem();
    }
}
