namespace Concert.Sharing;

/// <summary>The settings of the booking page.</summary>
internal sealed class PagesOptions
{
    public const string Section = "Pages";

    /// <summary>
    /// The origin at which fans see the booking page, such as <c>https://tickets.example.com</c>: links to concerts in previews and
    /// for search engines start with it. By default the scheme and the host of each request.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (PublicUrl is { } url && !IsOrigin(url))
            yield return $"Pages:PublicUrl is '{url}'; it must be an origin, such as https://tickets.example.com.";
    }

    /// <summary>What absolute addresses start with, in an answer to this request.</summary>
    public string OriginFor(HttpRequest request) =>
        PublicUrl?.TrimEnd('/') ?? (request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}" : "");

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
        && text.AsSpan().TrimEnd('/').Count('/') == 2;
}
