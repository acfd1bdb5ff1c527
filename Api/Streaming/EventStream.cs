using Concert.Auth;
using Concert.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Concert.Streaming;

/// <summary>
/// A <c>text/event-stream</c>. It ends without an error when its source completes, the client disconnects, the client's access
/// token expires, or the process stops. It is refused if the client has too many open streams.
/// </summary>
internal sealed class EventStream(Func<EventWriter, Task> source) : IResult
{
    public const string ContentType = "text/event-stream";

    // A timer cannot wait for the years that a provider's token may be valid. A client reconnects when its stream ends.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var streams = httpContext.RequestServices.GetRequiredService<OpenStreams>();
        var userId = CurrentUser.SubjectOf(httpContext.User);
        if (!streams.TryOpen(ClientAddress.Of(httpContext), userId, out var open, out var refusal))
        {
            // A client that was refused a thousand streams would otherwise keep a thousand connections.
            httpContext.Response.Headers.Connection = "close";
            await refusal.ExecuteAsync(httpContext);
            return;
        }

        using (open) await RunAsync(httpContext);
    }

    private async Task RunAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var time = services.GetRequiredKeyedService<TimeProvider>(GatewayTime.Key);
        using var expiry = new CancellationTokenSource(TimeLeft(httpContext, time), time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping, expiry.Token);
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // Disables the response buffering of nginx.
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            await source(new(response.BodyWriter, json, time, ended.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client disconnected, its token expired or the process is draining: the stream just ends.
        }
    }

    // The authentication handler stores the expiry of the token that it accepted.
    private static TimeSpan TimeLeft(HttpContext context, TimeProvider time)
    {
        var ticket = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties;
        if (ticket?.ExpiresUtc is not { } expiresAt) return Longest;
        var left = expiresAt - time.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < Longest ? left : Longest;
    }
}
