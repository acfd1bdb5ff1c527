using Concert.Limits;
using Concert.Problems;
using Concert.WebApp;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Concert.Sharing;

/// <summary>The addresses of concerts on the booking page, and the picture that messengers show with a link to them.</summary>
internal static class SharingEndpoints
{
    private static readonly string VaryByLanguage = $"{HeaderNames.AcceptEncoding}, {HeaderNames.AcceptLanguage}";

    // A seat's sale changes no picture; the passing of a date does.
    private const string PictureCaching = "public, max-age=3600";

    // Screens of one concert: what is shared of them is the address that a browser shows.
    private static readonly string[] Paths =
    [
        "/concerts/{concertId}",
        "/concerts/{concertId}/{performanceId}/seats",
        "/concerts/{concertId}/{performanceId}/line",
    ];

    public static void MapSharing(this IEndpointRouteBuilder app)
    {
        // Not limited, as the other pages: an error instead of the page would cost a fan the sale.
        var pages = app.MapGroup("").DisableRateLimiting().ExcludeFromDescription().WithMetadata(WebAppEndpoints.Policy);
        foreach (var path in Paths) pages.MapGet(path, PageAsync);
        app.MapGet("/concerts/{concertId}/picture.png", PictureAsync).ExcludeFromDescription().Costs(RequestCost.Picture);
    }

    private static async Task<Results<WebAppResult, ProblemResult>> PageAsync(
        string concertId, HttpRequest request, SharedConcerts concerts, ConcertPages pages, WebAppFiles files, PagesOptions options)
    {
        if (!files.TryFind(WebAppEndpoints.BookingPage, out var plain)) return new ProblemResult(Codes.NotFound);
        var found = await concerts.FindAsync(new(concertId));
        if (found is not { } known) return Result(plain);
        if (!known.IsGranted) return Result(plain, StatusCodes.Status404NotFound);
        var concert = await concerts.CountAsync(known.Value);
        return Result(pages.PageOf(concert, PageLanguages.Of(request), options.OriginFor(request)) ?? plain);
    }

    private static WebAppResult Result(WebAppFile page, int status = StatusCodes.Status200OK) =>
        new(page, WebAppResult.Revalidated) { Vary = VaryByLanguage, StatusCode = status };

    private static async Task<Results<PictureResult, ProblemResult>> PictureAsync(
        string concertId, HttpRequest request, SharedConcerts concerts, ConcertPictures pictures)
    {
        if (await concerts.FindAsync(new(concertId)) is not { } found) return new ProblemResult(Codes.Unavailable);
        if (!found.IsGranted) return found.Refusal.ToProblem();
        var named = PageLanguages.Named(request.Query["lang"]);
        return await pictures.PictureAsync(found.Value, named ?? PageLanguages.Of(request)) is { } picture
            ? new PictureResult(picture, PictureCaching, named is null ? HeaderNames.AcceptLanguage : null)
            : new ProblemResult(Codes.Unavailable) { RetryAfter = ConcertPictures.Patience };
    }
}
