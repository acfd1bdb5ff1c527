using Concert.Auth;
using Concert.Concerts;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Presale;

/// <summary>The presale codes of a concert, for its organizers.</summary>
internal static class PresaleEndpoints
{
    public static void MapPresale(this IEndpointRouteBuilder app)
    {
        var codes = app.MapGroup("/v1/concerts/{concertId}/presale-codes").WithTags("Queue");
        codes.MapPut("/", Set).WithName("SetPresaleCodes")
            .WithSummary("Adds codes, and changes the joins of those that exist: from now on joining the queue needs a code.")
            .Example(null, PresaleExamples.Request).Example(200, PresaleExamples.Response)
            .Refuses("concert_not_found", Codes.InvalidRequest);
        codes.MapGet("/", Read).WithName("GetPresaleCodes").WithSummary("How many codes there are, and how many users joined with them.")
            .Example(200, PresaleExamples.Response).Refuses("concert_not_found");
        codes.MapDelete("/", Remove).WithName("RemovePresaleCodes").WithSummary("Removes all codes: anyone may join the queue.")
            .Refuses("concert_not_found");
    }

    private static async Task<Results<Ok<PresaleCodesResponse>, ProblemResult>> Set(
        string concertId, AdminKey admin, PresaleCodesRequest request, GatewayCatalogCache catalog, PresaleCache presales)
    {
        var errors = new FieldErrors();
        var codes = PresaleParsing.Parse(new(concertId), request, errors);
        if (errors.Any) return errors.ToProblem();
        if (await RefusalOfAsync(catalog, concertId) is { } refusal) return refusal.ToProblem();
        return TypedResults.Ok(PresaleCodesResponse.Of(await presales.SetAsync(new(concertId), codes)));
    }

    private static async Task<Results<Ok<PresaleCodesResponse>, ProblemResult>> Read(
        string concertId, AdminKey admin, GatewayCatalogCache catalog, PresaleCache presales)
    {
        if (await RefusalOfAsync(catalog, concertId) is { } refusal) return refusal.ToProblem();
        return TypedResults.Ok(PresaleCodesResponse.Of(await presales.SummaryAsync(new(concertId))));
    }

    private static async Task<Results<NoContent, ProblemResult>> Remove(
        string concertId, AdminKey admin, GatewayCatalogCache catalog, PresaleCache presales)
    {
        if (await RefusalOfAsync(catalog, concertId) is { } refusal) return refusal.ToProblem();
        await presales.RemoveAsync(new(concertId));
        return TypedResults.NoContent();
    }

    private static async ValueTask<Refusal?> RefusalOfAsync(GatewayCatalogCache catalog, string concertId) =>
        (await catalog.FindAsync(new(concertId))).Refusal;
}
