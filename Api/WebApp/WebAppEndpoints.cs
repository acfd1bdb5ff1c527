using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.WebApp;

/// <summary>Serves the web app: the booking page and the operators' page.</summary>
internal static class WebAppEndpoints
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapWebApp(this IEndpointRouteBuilder app)
    {
        // Never limited: a browser does not retry a script that got 429. The files are in memory, already compressed.
        var webApp = app.MapGroup("").DisableRateLimiting().ExcludeFromDescription();
        webApp.MapMethods("/", ReadMethods, (WebAppFiles files) => Find(files, "index.html", WebAppResult.Revalidated));
        webApp.MapMethods("/admin", ReadMethods, (WebAppFiles files) => Find(files, "admin.html", WebAppResult.Revalidated));
        webApp.MapMethods("/favicon.svg", ReadMethods, (WebAppFiles files) => Find(files, "favicon.svg", WebAppResult.Revalidated));
        webApp.MapMethods(
            "/assets/{file}", ReadMethods, (string file, WebAppFiles files) => Find(files, $"assets/{file}", WebAppResult.Immutable));
    }

    private static Results<WebAppResult, ProblemResult> Find(WebAppFiles files, string path, string caching) =>
        files.TryFind(path, out var file) ? new WebAppResult(file, caching) : new ProblemResult(Codes.NotFound);
}
