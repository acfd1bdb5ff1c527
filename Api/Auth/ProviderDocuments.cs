using Microsoft.IdentityModel.Protocols;

namespace Concert.Auth;

/// <summary>
/// Reads the documents of the identity provider. Unlike <c>HttpDocumentRetriever</c> it ends the request when the caller gives up.
/// </summary>
/// <param name="isPlainHttpAllowed">Only for a provider on this host.</param>
internal sealed class ProviderDocuments(bool isPlainHttpAllowed) : IDocumentRetriever, IDisposable
{
    private const int MaxBytes = 1024 * 1024;

    // A connection that is used for longer would not notice that the provider's name has another address.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime })
    {
        MaxResponseContentBufferSize = MaxBytes,
    };

    public Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        var uri = new Uri(address);
        return uri.Scheme == Uri.UriSchemeHttps || isPlainHttpAllowed
            ? _http.GetStringAsync(uri, cancel)
            : throw new InvalidDataException($"{uri} is not an https address.");
    }

    public void Dispose() => _http.Dispose();
}
