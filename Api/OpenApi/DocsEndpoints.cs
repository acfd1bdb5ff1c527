using Concert.Limits;
using Concert.Problems;
using Concert.WebApp;
using Microsoft.AspNetCore.Http.HttpResults;
using Scalar.AspNetCore;

namespace Concert.OpenApi;

/// <summary>The documentation of the API.</summary>
internal static class DocsEndpoints
{
    private const string OpenApiPath = "/openapi/v1.json";

    public static void MapDocs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/problems/{code}", Explain).WithName("ExplainProblem").WithTags("Operations")
            .WithSummary("Explains the type of a problem.").WithMetadata(new RefusalDoc(Codes.NotFound));
        app.MapMethods(OpenApiPath, [HttpMethods.Get, HttpMethods.Head], Document)
            .Costs(RequestCost.OpenApiDocument).ExcludeFromDescription();
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = "Concert reservations";
            options.OpenApiRoutePattern = OpenApiPath;
            // The page loads nothing from other hosts, so that it works without internet access.
            options.DefaultFonts = false;
            options.Telemetry = false;
        }).Costs(RequestCost.DocsPage);
    }

    private static async Task<WebAppResult> Document(OpenApiFile file) => new(await file.GetAsync(), WebAppResult.Revalidated);

    private static Results<Ok<ProblemDocResponse>, ProblemResult> Explain(string code) =>
        ProblemCatalog.Kinds.TryGetValue(code, out var kind)
            ? TypedResults.Ok(new ProblemDocResponse(code, kind.Status, kind.Title, kind.Explanation))
            : new ProblemResult(Codes.NotFound);
}

internal sealed record ProblemDocResponse(string Code, int Status, string Title, string Explanation);
