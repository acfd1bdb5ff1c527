using Concert.Problems;

namespace Concert.Cluster;

/// <summary>What a gateway answers before it found a silo, and what it adds once it is told to go.</summary>
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
