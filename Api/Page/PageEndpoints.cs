using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Page;

/// <summary>The page that people book with, and the operators' one.</summary>
internal static class PageEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("").DisableRateLimiting().ExcludeFromDescription();
        page.MapMethods("/", Reading, (PageFiles files) => Find(files, "index.html", PageResult.Revalidated));
        page.MapMethods("/admin", Reading, (PageFiles files) => Find(files, "admin.html", PageResult.Revalidated));
        page.MapMethods("/favicon.svg", Reading, (PageFiles files) => Find(files, "favicon.svg", PageResult.Revalidated));
        page.MapMethods(
            "/assets/{file}", Reading, (string file, PageFiles files) => Find(files, $"assets/{file}", PageResult.KeptForGood));
    }

    private static Results<PageResult, ProblemResult> Find(PageFiles files, string path, string caching) =>
        files.TryFind(path, out var file) ? new PageResult(file, caching) : new ProblemResult(Codes.NotFound);
}
