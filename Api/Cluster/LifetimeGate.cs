using Concert.Problems;

namespace Concert.Cluster;

/// <summary>Responds 503 until the gateway has found a silo, and adds <c>Connection: close</c> once it drains.</summary>
internal static class LifetimeGate
{
    public static void UseLifetimeGate(this WebApplication app)
    {
        var lifetime = app.Lifetime;
        app.Use((context, next) =>
        {
            // As the answer starts: the handler of exceptions removes the headers that were set before.
            if (lifetime.ApplicationStopping.IsCancellationRequested) context.Response.OnStarting(Close, context);
            return lifetime.ApplicationStarted.IsCancellationRequested || IsForOperators(context.Request.Path)
                ? next(context)
                : new ProblemResult(Codes.Unavailable, "The gateway has not found a silo yet.").ExecuteAsync(context);
        });
    }

    private static Task Close(object state)
    {
        ((HttpContext)state).Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private static bool IsForOperators(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
