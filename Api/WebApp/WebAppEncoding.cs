using Microsoft.Net.Http.Headers;

namespace Concert.WebApp;

/// <summary>How a file's bytes are packed.</summary>
internal static class WebAppEncoding
{
    public const string Brotli = "br";

    public const string Gzip = "gzip";

    public const string Identity = "identity";

    private const string Any = "*";

    // What nobody spoke of is welcome as it is, and less so than anything that was spoken of.
    private const double Unspoken = 0.0005;

    // The smallest first: of encodings that are as welcome it is taken.
    private static readonly string[] All = [Brotli, Gzip, Identity];

    /// <summary>What the client likes best. One that refuses everything gets the plain bytes.</summary>
    public static string Of(IList<StringWithQualityHeaderValue> accepted)
    {
        var best = All.MaxBy(encoding => QualityOf(encoding, accepted))!;
        return QualityOf(best, accepted) > 0 ? best : Identity;
    }

    private static double QualityOf(string encoding, IList<StringWithQualityHeaderValue> accepted)
    {
        var spoken = accepted.FirstOrDefault(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ?? accepted.FirstOrDefault(value => value.Value == Any);
        return spoken is null ? (encoding == Identity ? Unspoken : 0) : spoken.Quality ?? 1;
    }
}
