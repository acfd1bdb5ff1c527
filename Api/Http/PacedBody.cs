using System.IO.Pipelines;
using Concert.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Concert.Http;

/// <summary>The body of every response: what any endpoint writes goes through a <see cref="PacedWriter"/>.</summary>
internal sealed class PacedBody(IHttpResponseBodyFeature inner, PacedWriter writer) : IHttpResponseBodyFeature
{
    public PipeWriter Writer => writer;

    // Of the writer and not Kestrel's own, which would take a write of any size at once.
    public Stream Stream => field ??= writer.AsStream(leaveOpen: true);

    public static void UsePacedBodies(WebApplication app)
    {
        var limit = app.Services.GetRequiredService<ClientConnectionOptions>().StallTimeout;
        var time = app.Services.GetRequiredKeyedService<TimeProvider>(GatewayTime.Key);
        var meter = app.Services.GetRequiredService<GatewayMeter>();
        app.Use((context, next) =>
        {
            var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            context.Features.Set<IHttpResponseBodyFeature>(new PacedBody(inner, new(inner.Writer, limit, time, Cut)));
            return next(context);

            void Cut()
            {
                meter.CutUnread();
                context.Abort();
            }
        });
    }

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);
}
