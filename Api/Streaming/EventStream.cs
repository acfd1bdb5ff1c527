using Concert.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Concert.Streaming;

/// <summary>
/// A <c>text/event-stream</c>. It ends without an error when its source completes, the client disconnects, or the process
/// stops.
/// </summary>
internal sealed class EventStream(Func<EventWriter, Task> source) : IResult
{
    public const string ContentType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // Disables the response buffering of nginx.
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        var writer = new EventWriter(
            response.BodyWriter,
            services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions,
            services.GetRequiredKeyedService<TimeProvider>(GatewayTime.Key),
            ended.Token);
        try
        {
            await source(writer);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client disconnected or the process is draining, so nobody can read an error.
        }
    }
}
