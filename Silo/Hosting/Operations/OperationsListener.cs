using System.Net;
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

    /// <summary>Marks the connections of this listener if it is one for operators.</summary>
    /// <returns>Whether it is.</returns>
    public static bool MarkOperations(this ListenOptions listen, OperationsOptions options)
    {
        if (!options.IsBoundTo(listen.EndPoint)) return false;
        listen.Use(next => connection =>
        {
            connection.Features.Set(Mark);
            return next(connection);
        });
        return true;
    }

    /// <summary>Whether the listener for operators is bound to this address.</summary>
    public static bool IsBoundTo(this OperationsOptions options, EndPoint endpoint) =>
        options.Urls is { } urls && ListenUrl.Parse(urls).Any(url => url.EndPoints.Contains(endpoint));

    /// <summary>True if the listener for operators received the request; always false without <c>Operations:Urls</c>.</summary>
    public static bool IsForOperators(this HttpContext context) => context.Features.Get<OperationsConnection>() is not null;

    private sealed class OperationsConnection;
}
