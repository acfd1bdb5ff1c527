using Concert.Limits;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Operations;

/// <summary>Health checks and metrics.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // Never limited: a balancer that gets 429 would take the gateway out.
        var health = app.MapGroup("/health").WithTags("Operations").DisableRateLimiting();
        health.MapGet("/live", Live).WithName("IsLive").WithSummary("The process responds.");
        health.MapGet("/ready", Ready).WithName("IsReady")
            .WithSummary("The cluster and its database respond, and the process is not draining.");
        app.MapPrometheusScrapingEndpoint("/metrics").Costs(RequestCost.Figures);
    }

    private static Ok<HealthResponse> Live() => TypedResults.Ok(new HealthResponse("live"));

    private static async Task<Results<Ok<HealthResponse>, ProblemResult>> Ready(Readiness readiness) =>
        await readiness.WhyNotReadyAsync() is { } reason
            ? new ProblemResult(Codes.Unavailable, reason)
            : TypedResults.Ok(new HealthResponse("ready"));
}

internal sealed record HealthResponse(string Status);
