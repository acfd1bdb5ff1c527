using System.Threading.RateLimiting;
using Concert.Limits;
using Concert.Problems;
using Microsoft.AspNetCore.RateLimiting;

namespace Concert.Http;

/// <summary>Limits the requests of each user and of each address.</summary>
internal static class RateLimitHosting
{
    public static WebApplicationBuilder AddConcertRateLimit(this WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimiter(limiter => limiter.OnRejected = RejectAsync);
        builder.Services.AddSingleton(services => new RequestLimiter(
            services.GetRequiredService<RateLimitOptions>(), services.GetRequiredKeyedService<TimeProvider>(GatewayTime.Key)));
        builder.Services.AddOptions<RateLimiterOptions>().Configure<RateLimitOptions, IServiceProvider>((limiter, options, services) =>
        {
            if (options.IsOn) limiter.GlobalLimiter = services.GetRequiredService<RequestLimiter>();
        });
        return builder;
    }

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        TimeSpan? retryAfter = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null;
        await new ProblemResult(Codes.TooManyRequests) { RetryAfter = retryAfter }.ExecuteAsync(context.HttpContext);
    }
}
