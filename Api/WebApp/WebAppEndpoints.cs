using Concert.Pages;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.WebApp;

/// <summary>Serves the web app: the booking page, the operators' page and the door's page.</summary>
internal static class WebAppEndpoints
{
    public const string BookingPage = "index.html";

    // Only the files of the web app itself may run, and no script can turn text into markup: the pages show what users type. The one
    // policy of trusted types lets only the workers' addresses through: of the queue's challenges, and of what opens without network.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types concert-worker";

    public static readonly PagePolicy Policy = new(ContentPolicy);

    // The door reads codes with the camera. A stream that the page shows itself needs no source of media.
    private static readonly PagePolicy DoorPolicy = new(ContentPolicy, usesCamera: true);

    // Their names never change, so a browser asks for them again; above all for the service worker of a new build. It lies at the root
    // because it may answer only for paths below its own.
    private static readonly string[] RootFiles =
    [
        "favicon.svg", "sw.js", "manifest.webmanifest", "icon-192.png", "icon-512.png", "icon-maskable-512.png", "apple-touch-icon.png",
    ];

    // The screens that only their user sees. Those of concerts, which are shared, are mapped with their previews.
    private static readonly string[] BookingPaths =
    [
        "/", "/mine", "/wallet", "/recover",
        "/reservations/{reservationId}", "/reservations/{reservationId}/tickets", "/reservations/{reservationId}/seats",
    ];

    public static void MapWebApp(this IEndpointRouteBuilder app)
    {
        // Never limited: a browser does not retry a script that got 429. The files are in memory, already compressed.
        var webApp = app.MapGroup("").DisableRateLimiting().ExcludeFromDescription().WithMetadata(Policy);
        foreach (var path in BookingPaths) webApp.MapGet(path, (WebAppFiles files) => Find(files, BookingPage, WebAppResult.Revalidated));
        webApp.MapGet("/admin", (WebAppFiles files) => Find(files, "admin.html", WebAppResult.Revalidated));
        webApp.MapGet("/door", (WebAppFiles files) => Find(files, "door.html", WebAppResult.Revalidated)).WithMetadata(DoorPolicy);
        foreach (var name in RootFiles) webApp.MapGet($"/{name}", (WebAppFiles files) => Find(files, name, WebAppResult.Revalidated));
        webApp.MapGet("/assets/{file}", (string file, WebAppFiles files) => Find(files, $"assets/{file}", WebAppResult.Immutable));
    }

    private static Results<WebAppResult, ProblemResult> Find(WebAppFiles files, string path, string caching) =>
        files.TryFind(path, out var file) ? new WebAppResult(file, caching) : new ProblemResult(Codes.NotFound);
}
