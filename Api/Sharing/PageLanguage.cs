using Microsoft.Net.Http.Headers;

namespace Concert.Sharing;

/// <summary>The languages of the booking page.</summary>
internal enum PageLanguage
{
    English,
    Korean,
}

/// <summary>Decides the language as the page itself does: the first that the browser asks for and the page has.</summary>
internal static class PageLanguages
{
    private const string EnglishTag = "en";
    private const string KoreanTag = "ko";

    public static string TagOf(PageLanguage language) => language is PageLanguage.Korean ? KoreanTag : EnglishTag;

    /// <summary>Null: the text names none of them.</summary>
    public static PageLanguage? Named(string? tag) => tag switch
    {
        KoreanTag => PageLanguage.Korean,
        EnglishTag => PageLanguage.English,
        _ => null,
    };

    /// <summary>Without a header, or with none of the languages in it: English.</summary>
    public static PageLanguage Of(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(value => value.Quality is not 0)
        // Stable: of equal ones the first counts.
        .OrderByDescending(value => value.Quality ?? 1)
        .Select(Known)
        .FirstOrDefault(language => language is not null) ?? PageLanguage.English;

    // The whole first part: `kok` is Konkani, not Korean.
    private static PageLanguage? Known(StringWithQualityHeaderValue value) =>
        Named(value.Value.Value?.Split('-')[0].ToLowerInvariant());
}
