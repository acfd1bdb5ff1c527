using Concert.Hosting;
using Concert.Settings;

namespace Concert.Startup;

/// <summary><c>Concert.Api health</c>: exits with 0 if this host's gateway is ready, for container images without other tools.</summary>
internal static class GatewayHealth
{
    public static async Task<int> CheckAsync(string[] args)
    {
        try
        {
            // The first of several addresses.
            var urls = ListenUrls.Of(WebApplication.CreateBuilder(args).Configuration)?.Urls ?? ListenUrls.Default;
            if (await HealthRequest.SendAsync(ListenUrl.Parse(urls)[0]) is not { } reason) return 0;
            await Console.Error.WriteLineAsync(reason);
        }
        catch (CannotStartException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
        }

        return 1;
    }
}
