using Concert.Pages;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.WebApp;

/// <summary>Serves the web app: the booking page and the operators' page.</summary>
internal static class WebAppEndpoints
{
    // Only the files of the web app itself may run, and no script can turn text into markup: the pages show what users type. The one
    // policy of trusted types lets one address through, that of the worker which solves the challenges of the queue.
    public static readonly PagePolicy Policy = new(
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types concert-worker");

    public const string BookingPage = "index.html";

    // The screens that only their user sees. Those of concerts, which are shared, are mapped with their previews.
    private static readonly string[] BookingPaths = ["/", "/mine", "/wallet", "/recover", "/reservations/{reservationId}"];

    public static void MapWebApp(this IEndpointRouteBuilder app)
    {
        // Never limited: a browser does not retry a script that got 429. The files are in memory, already compressed.
        var webApp = app.MapGroup("").DisableRateLimiting().ExcludeFromDescription().WithMetadata(Policy);
        foreach (var path in BookingPaths) webApp.MapGet(path, (WebAppFiles files) => Find(files, BookingPage, WebAppResult.Revalidated));
        webApp.MapGet("/admin", (WebAppFiles files) => Find(files, "admin.html", WebAppResult.Revalidated));
        webApp.MapGet("/favicon.svg", (WebAppFiles files) => Find(files, "favicon.svg", WebAppResult.Revalidated));
        webApp.MapGet("/assets/{file}", (string file, WebAppFiles files) => Find(files, $"assets/{file}", WebAppResult.Immutable));
    }

    private static Results<WebAppResult, ProblemResult> Find(WebAppFiles files, string path, string caching) =>
        files.TryFind(path, out var file) ? new WebAppResult(file, caching) : new ProblemResult(Codes.NotFound);
}
