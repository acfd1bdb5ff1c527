using Concert.Auth;
using Concert.Catalog;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Concert.Concerts;

/// <summary>Concerts and their dates.</summary>
internal static class ConcertsEndpoints
{
    // A musical has some hundred dates, each with its sections. Only an administrator's body is read.
    private const int MaxConcertBytes = 1024 * 1024;

    public static void MapConcerts(this IEndpointRouteBuilder app)
    {
        var concerts = app.MapGroup("/v1/concerts").WithTags("Concerts");
        concerts.MapPost("/", Create).WithName("CreateConcert").WithSummary("Creates a concert with its performances and seats.")
            .Example(null, ConcertExamples.Request).Example(201, ConcertExamples.Response)
            .Refuses(Codes.InvalidRequest).Located().WithMetadata(new RequestSizeLimitAttribute(MaxConcertBytes));
        concerts.MapGet("/", List).WithName("ListConcerts").WithSummary("Concerts that are not over.")
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
        ConcertIndex index,
        PerformanceDates dates,
        CatalogOptions options,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
    {
        var errors = new FieldErrors();
        var command = ConcertParsing.Parse(request, options, time.GetUtcNow(), errors);
        if (command is null) return errors.ToProblem();
        var concert = await grains.GetGrain<ICatalogGrain>(0).Create(command);
        index.Invalidate();
        return TypedResults.Created($"/v1/concerts/{concert.ConcertId}", dates.NewOf(concert));
    }

    private static async Task<Ok<ConcertListResponse>> List(
        ConcertListQuery query, ConcertList concerts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await concerts.ListAsync(query, cancellationToken));

    private static async Task<Results<Ok<ConcertResponse>, ProblemResult>> Find(
        string concertId, GatewayCatalogCache catalog, PerformanceDates dates, CancellationToken cancellationToken)
    {
        var concert = await catalog.FindAsync(new(concertId));
        return concert.IsGranted
            ? TypedResults.Ok(await dates.FindAsync(concert.Value, cancellationToken))
            : concert.Refusal.ToProblem();
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
