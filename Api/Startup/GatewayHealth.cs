namespace Concert.Startup;

/// <summary><c>Concert.Api health</c>: exits with 0 if this host's gateway is ready, for container images without other tools.</summary>
internal static class GatewayHealth
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    public static async Task<int> CheckAsync(string[] args)
    {
        var address = AddressOf(WebApplication.CreateBuilder(args).Configuration["urls"] ?? ListenUrls.Default);
        using var http = new HttpClient { Timeout = RequestTimeout };
        try
        {
            using var response = await http.GetAsync(new Uri(address, "/health/ready"));
            if (response.IsSuccessStatusCode) return 0;
            await Console.Error.WriteLineAsync(await response.Content.ReadAsStringAsync());
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"No gateway responds at {address}: {fault.Message}");
        }

        return 1;
    }

    // The first of several addresses. A gateway that listens on all interfaces is called on localhost.
    private static Uri AddressOf(string urls) => new(urls.Split(';')[0]
        .Replace("://+", "://localhost", StringComparison.Ordinal)
        .Replace("://*", "://localhost", StringComparison.Ordinal)
        .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
        .Replace("://[::]", "://localhost", StringComparison.Ordinal));
}
