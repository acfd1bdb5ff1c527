using Concert.Settings;

namespace Concert.Startup;

/// <summary>The addresses of the gateway's public listener, and the setting that has them.</summary>
internal sealed record ListenUrls(string Setting, string Urls)
{
    public const string Default = "http://localhost:5080";

    private const string Key = "urls";
    private const string HttpPorts = "http_ports";
    private const string HttpsPorts = "https_ports";

    /// <summary>Reads the settings in ASP.NET Core's order; null: <c>Kestrel:Endpoints</c> has the addresses.</summary>
    /// <exception cref="CannotStartException">One of the addresses can't be used; the message says which and why.</exception>
    public static ListenUrls? Of(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").Exists()) return null;
        var addresses = Read(configuration);
        var faults = ListenUrl.FaultsOf(addresses.Setting, addresses.Urls).ToList();
        return faults.Count == 0 ? addresses : throw new CannotStartException(string.Join(' ', faults));
    }

    private static ListenUrls Read(IConfiguration configuration)
    {
        if (configuration[Key] is { Length: > 0 } urls) return new("ASPNETCORE_URLS", urls);
        List<string> ports = [.. OnPorts("http", configuration[HttpPorts]), .. OnPorts("https", configuration[HttpsPorts])];
        return ports.Count > 0 ? new("ASPNETCORE_HTTP_PORTS", string.Join(';', ports)) : new("ASPNETCORE_URLS", Default);
    }

    private static IEnumerable<string> OnPorts(string scheme, string? ports) =>
        (ports ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(port => $"{scheme}://*:{port}");
}
