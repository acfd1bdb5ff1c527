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
            if (lifetime.ApplicationStopping.IsCancellationRequested) context.Response.Headers.Connection = "close";
            return lifetime.ApplicationStarted.IsCancellationRequested || IsForOperators(context.Request.Path)
                ? next(context)
                : new ProblemResult(Codes.Unavailable, "The gateway has not found a silo yet.").ExecuteAsync(context);
        });
    }

    private static bool IsForOperators(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
