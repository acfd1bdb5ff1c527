using Concert.Http;

namespace Concert.Streaming;

/// <summary>
/// A <c>text/event-stream</c>: runs until its source ends, the client goes, or the process stops, and each of them is an
/// ordinary end.
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
        // A proxy that gathers the answer before it hands it on would make a stream of it no more.
        response.Headers["X-Accel-Buffering"] = "no";
        var writer = new EventWriter(
            response.BodyWriter, services.GetRequiredKeyedService<TimeProvider>(GatewayTime.Key), ended.Token);
        try
        {
            await source(writer);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client went, or the process drains: nobody is left to tell.
        }
    }
}
