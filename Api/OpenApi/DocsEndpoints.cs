using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Scalar.AspNetCore;

namespace Concert.OpenApi;

/// <summary>What the service says of itself.</summary>
internal static class DocsEndpoints
{
    private const string OpenApiPath = "/openapi/v1.json";

    public static void MapDocs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/problems/{code}", Explain).WithName("ExplainProblem").WithTags("Operations").DisableRateLimiting()
            .WithSummary("What a problem's type means.").WithMetadata(new RefusalDoc(Codes.NotFound));
        // Without its name in the pattern there is one document, and any other address is nothing, as elsewhere.
        app.MapOpenApi(OpenApiPath).DisableRateLimiting();
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = "Concert reservations";
            options.OpenApiRoutePattern = OpenApiPath;
            // Nothing is fetched from elsewhere: the page works where there is no way out.
            options.DefaultFonts = false;
            options.Telemetry = false;
        }).DisableRateLimiting();
    }

    private static Results<Ok<ProblemDocResponse>, ProblemResult> Explain(string code) =>
        ProblemCatalog.Kinds.TryGetValue(code, out var kind)
            ? TypedResults.Ok(new ProblemDocResponse(code, kind.Status, kind.Title, kind.Explanation))
            : new ProblemResult(Codes.NotFound);
}

internal sealed record ProblemDocResponse(string Code, int Status, string Title, string Explanation);
