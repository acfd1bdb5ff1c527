using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.WebApp;

/// <summary>The page that people book with, and the operators' one.</summary>
internal static class WebAppEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapWebApp(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("").DisableRateLimiting().ExcludeFromDescription();
        page.MapMethods("/", Reading, (WebAppFiles files) => Find(files, "index.html", WebAppResult.Revalidated));
        page.MapMethods("/admin", Reading, (WebAppFiles files) => Find(files, "admin.html", WebAppResult.Revalidated));
        page.MapMethods("/favicon.svg", Reading, (WebAppFiles files) => Find(files, "favicon.svg", WebAppResult.Revalidated));
        page.MapMethods(
            "/assets/{file}", Reading, (string file, WebAppFiles files) => Find(files, $"assets/{file}", WebAppResult.KeptForGood));
    }

    private static Results<WebAppResult, ProblemResult> Find(WebAppFiles files, string path, string caching) =>
        files.TryFind(path, out var file) ? new WebAppResult(file, caching) : new ProblemResult(Codes.NotFound);
}
