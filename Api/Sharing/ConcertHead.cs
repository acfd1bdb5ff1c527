using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Concert.Sharing;

/// <summary>
/// Writes what a link to a concert tells into the head of the booking page: title, description, picture and dates. The rest of the page
/// stays as it was built.
/// </summary>
internal static class ConcertHead
{
    public const string BuiltTitle = "<title>Concert</title>";

    public const string BuiltLanguage = "<html lang=\"en\">";

    public const string End = "</head>";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string PathOf(ConcertId concertId) => $"/concerts/{concertId}";

    public static string PicturePathOf(ConcertId concertId) => $"{PathOf(concertId)}/picture.png";

    /// <param name="shell">The booking page as it was built.</param>
    /// <param name="concert">The concert.</param>
    /// <param name="language">The language.</param>
    /// <param name="origin">What absolute addresses start with.</param>
    /// <param name="currency">The currency of its prices.</param>
    public static string Insert(string shell, SharedConcert concert, PageLanguage language, string origin, string currency)
    {
        var title = $"{concert.Concert.Title} · {SharedTexts.BrandIn(language)}";
        return shell
            .Replace(BuiltLanguage, $"<html lang=\"{PageLanguages.TagOf(language)}\">", StringComparison.Ordinal)
            .Replace(BuiltTitle, $"<title>{Encoder.Encode(title)}</title>", StringComparison.Ordinal)
            .Replace(End, $"{TagsOf(concert, language, origin, currency)}  {End}", StringComparison.Ordinal);
    }

    private static StringBuilder TagsOf(SharedConcert concert, PageLanguage language, string origin, string currency)
    {
        var address = origin + PathOf(concert.Concert.ConcertId);
        var picture = $"{origin}{PicturePathOf(concert.Concert.ConcertId)}?lang={PageLanguages.TagOf(language)}";
        var description = SharedTexts.DescriptionOf(concert, language, currency);
        (string Kind, string Name, string Content)[] tags =
        [
            ("name", "description", description),
            ("property", "og:type", "website"),
            ("property", "og:site_name", SharedTexts.BrandIn(language)),
            ("property", "og:locale", language is PageLanguage.Korean ? "ko_KR" : "en_US"),
            ("property", "og:title", concert.Concert.Title),
            ("property", "og:description", description),
            ("property", "og:url", address),
            ("property", "og:image", picture),
            ("property", "og:image:type", "image/png"),
            ("property", "og:image:width", $"{ConcertPicture.Width}"),
            ("property", "og:image:height", $"{ConcertPicture.Height}"),
            ("property", "og:image:alt", $"{concert.Concert.Title} · {concert.Concert.Artist}"),
            ("name", "twitter:card", "summary_large_image"),
        ];
        var head = new StringBuilder();
        foreach (var (kind, name, content) in tags) head.Append($"  <meta {kind}=\"{name}\" content=\"{Encoder.Encode(content)}\" />\n  ");
        head.Append($"  <link rel=\"canonical\" href=\"{Encoder.Encode(address)}\" />\n  ");
        // Data, which no browser runs: the policy of the page allows no inline script.
        var events = EventJson.Of(concert, address, picture, description, currency);
        return head.Append($"  <script type=\"application/ld+json\">{events}</script>\n");
    }
}
