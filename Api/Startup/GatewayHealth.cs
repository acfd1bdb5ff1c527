namespace Concert.Startup;

/// <summary><c>Concert.Api health</c>: ends with 0 when this host's gateway is ready, for images that have no other tool.</summary>
internal static class GatewayHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<int> CheckAsync(string[] args)
    {
        var address = AddressOf(WebApplication.CreateBuilder(args).Configuration["urls"] ?? ApiHosting.DefaultUrl);
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/health/ready"));
            if (answer.IsSuccessStatusCode) return 0;
            await Console.Error.WriteLineAsync(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"No gateway answers at {address}: {fault.Message}");
        }

        return 1;
    }

    // The first of several; one that listens everywhere is asked at home.
    private static Uri AddressOf(string urls) => new(urls.Split(';')[0]
        .Replace("://+", "://localhost", StringComparison.Ordinal)
        .Replace("://*", "://localhost", StringComparison.Ordinal)
        .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
        .Replace("://[::]", "://localhost", StringComparison.Ordinal));
}
