using Concert.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Concert.Hosting;

/// <summary>
/// Tells the requests of the listener for operators from those of the public one. What counts is the socket that accepted the
/// connection; a client chooses its Host header, and a port can be the same on two addresses.
/// </summary>
internal static class OperationsListener
{
    private static readonly OperationsConnection Mark = new();

    /// <summary>Marks the connections of the listener for operators.</summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="urls">The addresses of that listener, which are also among the addresses of the server.</param>
    public static void MarkOperations(this KestrelServerOptions kestrel, string urls)
    {
        var endpoints = ListenUrl.Parse(urls).Select(url => url.EndPoints[0]).ToHashSet();
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            if (!endpoints.Contains(listen.EndPoint)) return;
            listen.Use(next => connection =>
            {
                connection.Features.Set(Mark);
                return next(connection);
            });
        });
    }

    /// <summary>True if the request came to the listener for operators; always false without <c>Operations:Urls</c>.</summary>
    public static bool IsForOperators(this HttpContext context) => context.Features.Get<OperationsConnection>() is not null;

    private sealed class OperationsConnection;
}
