using System.Globalization;

namespace Concert.Cors;

/// <summary>Which pages of other origins may call the API. (The name <c>CorsOptions</c> belongs to ASP.NET Core.)</summary>
internal sealed class CorsSettings
{
    public const string Section = "Cors";

    /// <summary>The origins, each exactly as a browser sends it, such as <c>https://tickets.example.com</c>. Default none.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate() => Origins.Index()
        .Where(each => OriginOf(each.Item) != each.Item)
        .Select(each => string.Create(CultureInfo.InvariantCulture, $"Cors:Origins:{each.Index} is '{each.Item}'; {HintFor(each.Item)}."));

    private static string HintFor(string text) => OriginOf(text) is { } origin
        ? $"as a browser sends it, it is '{origin}'"
        : "it must be one origin, such as https://tickets.example.com";

    /// <summary>The origin of an address; null if it is not the address of a web page.</summary>
    private static string? OriginOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return null;
        var host = address.HostNameType is UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        var port = address.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{address.Port}");
        // A wildcard would be taken literally: no page has that origin.
        return host.Contains('*', StringComparison.Ordinal) ? null : $"{address.Scheme}://{host}{port}";
    }
}
