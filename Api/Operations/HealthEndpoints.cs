using Concert.Auth;
using Concert.Hosting;
using Concert.Limits;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Operations;

/// <summary>Health checks and metrics.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // Never limited: a balancer that gets 429 would take the gateway out.
        var health = app.MapGroup("/health").WithTags("Operations").DisableRateLimiting();
        health.MapGet("/live", Live).WithName("IsLive").WithSummary("The process responds.");
        health.MapGet("/ready", Ready).WithName("IsReady").WithSummary("A silo responds, and the process is not draining.");
        health.MapGet("/checks", ShowAsync).ExcludeFromDescription();
        app.MapPrometheusScrapingEndpoint("/metrics").Costs(RequestCost.Figures);
    }

    private static Ok<HealthResponse> Live() => TypedResults.Ok(new HealthResponse("live"));

    private static async Task<Results<Ok<HealthResponse>, ProblemResult>> Ready(
        HealthCheckService health, CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(HealthChecks.Ready), cancellationToken);
        if (report.Status != HealthStatus.Unhealthy) return TypedResults.Ok(new HealthResponse("ready"));
        var reasons = report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy).Select(entry => entry.Description);
        return new ProblemResult(Codes.Unavailable, string.Join(' ', reasons));
    }

    /// <summary>All checks with their details: on the listener for operators to anyone, on the public one to administrators.</summary>
    private static async Task ShowAsync(HttpContext context, HealthCheckService health)
    {
        if (!context.IsForOperators()) await AdminKey.BindAsync(context);
        await HealthReportJson.WriteAsync(context, await health.CheckHealthAsync(context.RequestAborted));
    }
}

internal sealed record HealthResponse(string Status);
