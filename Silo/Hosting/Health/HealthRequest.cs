using Concert.Settings;
using Microsoft.AspNetCore.Http;

namespace Concert.Hosting;

/// <summary>The request of the <c>health</c> commands to the process on the same host.</summary>
internal static class HealthRequest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    // Hosts that mean all addresses: such a process is called on localhost.
    private static readonly string[] AnyHosts = ["+", "*", "0.0.0.0", "[::]"];

    /// <summary>Why the process that listens there is not ready; null if it is.</summary>
    public static async Task<string?> SendAsync(ListenUrl url)
    {
        var address = BindingAddress.Parse(url.Text);
        if (address.IsUnixPipe || address.IsNamedPipe) return $"The health command can't connect to {url.Text}.";
        var host = AnyHosts.Contains(address.Host) ? "localhost" : address.Host;
        // It is the process on this host: nothing secret is sent, and its certificate is for the name that clients use.
#pragma warning disable CA5359
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var response = await http.GetAsync(new Uri($"{address.Scheme}://{host}:{address.Port}/health/ready"));
            return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync();
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return $"Nothing answers at {url.Text}: {fault.Message}";
        }
    }
}
