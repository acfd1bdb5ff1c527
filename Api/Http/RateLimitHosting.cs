using System.Globalization;
using System.Threading.RateLimiting;
using Concert.Problems;
using Microsoft.AspNetCore.RateLimiting;

namespace Concert.Http;

/// <summary>Limits the requests of one client: by user where a token names one, otherwise by address.</summary>
internal static class RateLimitHosting
{
    public static WebApplicationBuilder AddConcertRateLimit(this WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<RateLimitOptions>(Configure);
        return builder;
    }

    private static void Configure(RateLimiterOptions limiter, RateLimitOptions options)
    {
        limiter.OnRejected = RejectAsync;
        if (options.PerClientPerSecond == 0) return;
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.PerClientPerSecond,
            TokensPerPeriod = options.PerClientPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => bucket));
    }

    private static string ClientOf(HttpContext context) => context.User.FindFirst("sub") is { } subject
        ? "user " + subject.Value
        : "address " + context.Connection.RemoteIpAddress;

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
        {
            context.HttpContext.Response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await new ProblemResult(Codes.TooManyRequests).ExecuteAsync(context.HttpContext);
    }
}
