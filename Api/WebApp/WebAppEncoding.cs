using Microsoft.Net.Http.Headers;

namespace Concert.WebApp;

/// <summary>Negotiates the content encoding of a file.</summary>
internal static class WebAppEncoding
{
    public const string Brotli = "br";

    public const string Gzip = "gzip";

    public const string Identity = "identity";

    private const string Any = "*";

    // RFC 9110 § 12.5.3: identity is acceptable unless excluded, but it ranks below every encoding that the client lists.
    private const double UnlistedIdentityQuality = 0.0005;

    // Smallest result first: of encodings with equal quality the first one is used.
    private static readonly string[] All = [Brotli, Gzip, Identity];

    /// <summary>The encoding that the client prefers. A client that excludes every encoding gets the plain bytes.</summary>
    public static string Of(IList<StringWithQualityHeaderValue> accepted)
    {
        var best = All.MaxBy(encoding => QualityOf(encoding, accepted))!;
        return QualityOf(best, accepted) > 0 ? best : Identity;
    }

    private static double QualityOf(string encoding, IList<StringWithQualityHeaderValue> accepted)
    {
        var listed = accepted.FirstOrDefault(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ?? accepted.FirstOrDefault(value => value.Value == Any);
        return listed is null ? (encoding == Identity ? UnlistedIdentityQuality : 0) : listed.Quality ?? 1;
    }
}
