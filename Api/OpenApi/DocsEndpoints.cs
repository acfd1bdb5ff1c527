using Concert.Limits;
using Concert.Pages;
using Concert.Problems;
using Concert.WebApp;
using Microsoft.AspNetCore.Http.HttpResults;
using Scalar.AspNetCore;

namespace Concert.OpenApi;

/// <summary>The documentation of the API.</summary>
internal static class DocsEndpoints
{
    private const string OpenApiPath = "/openapi/v1.json";

    private static readonly PagePolicy Policy = new(PolicyOf);

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
            options.WithNonce();
        }).Costs(RequestCost.DocsPage).WithMetadata(Policy);
    }

    // The page's script adds style elements and attributes, so these cannot be restricted. Scripts are: to the page's own files, and
    // to the one element that has the answer's nonce. The page calls no other service than this one.
    private static string PolicyOf(HttpContext context)
    {
        var nonce = context.Items[ScalarOptions.NonceHttpContextItemKey] is { } value ? $" 'nonce-{value}'" : "";
        return $"default-src 'none'; script-src 'self'{nonce}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static async Task<WebAppResult> Document(OpenApiFile file) => new(await file.GetAsync(), WebAppResult.Revalidated);

    private static Results<Ok<ProblemDocResponse>, ProblemResult> Explain(string code) =>
        ProblemCatalog.Kinds.TryGetValue(code, out var kind)
            ? TypedResults.Ok(new ProblemDocResponse(code, kind.Status, kind.Title, kind.Explanation))
            : new ProblemResult(Codes.NotFound);
}

internal sealed record ProblemDocResponse(string Code, int Status, string Title, string Explanation);
