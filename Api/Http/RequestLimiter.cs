using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using Concert.Limits;

namespace Concert.Http;

/// <summary>
/// The limits of a request in a chain: of its user, if a valid token names one, of its address, and of its address on this route.
/// A request takes the permits of all of them or of none.
/// </summary>
/// <remarks>
/// Not <c>PartitionedRateLimiter.CreateChained</c>: when a later limit refuses, it keeps the permits of the earlier ones. With the
/// address first, one user who ignores 429 would use up the permits of a whole campus; with the user first, a busy address those of
/// its users. The middleware attempts each refused request twice, which doubles that.
/// </remarks>
internal sealed class RequestLimiter : PartitionedRateLimiter<HttpContext>
{
    private const int MaxSubjectLength = 128;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RateLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly PermitBuckets<string> _users;
    private readonly PermitBuckets<IPAddress>? _addresses;
    private readonly ConcurrentDictionary<AddressLimit, PermitBuckets<IPAddress>?> _ofRoutes = new();

    public RequestLimiter(RateLimitOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _users = new(options.PerClientPerSecond, Second, time);
        if (options.PerAddressPerSecond == 0) return;
        // One user alone must get the limit of a user.
        _addresses = new(Math.Max(options.PerClientPerSecond, options.PerAddressPerSecond), Second, time);
    }

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var metadata = resource.GetEndpoint()?.Metadata;
        var cost = metadata?.GetMetadata<RequestCost>()?.Permits ?? 1;
        var claims = ClaimsOf(resource, cost, metadata?.GetMetadata<AddressLimit>());
        var wait = PermitClaim.TakeAll(claims);
        if (wait > TimeSpan.Zero) return RequestLease.Refused(wait);
        return cost > 1 ? RequestLease.Costly(resource, claims) : RequestLease.Granted;
    }

    // Nothing waits in a queue: the client waits.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext resource, int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(resource, permitCount));

    private PermitClaim[] ClaimsOf(HttpContext context, int cost, AddressLimit? ofRoute)
    {
        var address = ClientAddress.Of(context);
        var claims = new List<PermitClaim>();
        if (UserOf(context) is { } user) claims.Add(_users.Claim(user, cost));
        if (_addresses is not null) claims.Add(_addresses.Claim(address, cost));
        if (ofRoute is not null && _ofRoutes.GetOrAdd(ofRoute, BucketsOf) is { } buckets) claims.Add(buckets.Claim(address, 1));
        return [.. claims];
    }

    private PermitBuckets<IPAddress>? BucketsOf(AddressLimit limit) =>
        limit.PerMinute(_options) is > 0 and var permits ? new(permits, Minute, _time) : null;

    // A forged or expired token names nobody, so that its request counts by address alone. A subject that no call accepts does not
    // count either: an identity provider could issue very long ones.
    private static string? UserOf(HttpContext context) =>
        context.User.FindFirst("sub")?.Value is { Length: <= MaxSubjectLength } subject ? subject : null;
}
