using System.Net;
using Concert.Http;
using Concert.Limits;
using Concert.Problems;

namespace Concert.Auth;

/// <summary>
/// Limits the wrong admin keys of one address. An address that has sent too many gets 429 for every key, the right one too: a
/// guesser must not learn which key is right. Other addresses are unaffected.
/// </summary>
internal sealed class AdminKeyGuard(RateLimitOptions options, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private readonly PermitBuckets<IPAddress>? _wrongKeys = options.IsOn && options.WrongAdminKeysPerAddressPerMinute > 0
        ? new(options.WrongAdminKeysPerAddressPerMinute, TimeSpan.FromMinutes(1), time)
        : null;

    /// <summary>Called before a key is compared.</summary>
    /// <exception cref="ProblemException"><c>too_many_requests</c>: the address has sent too many wrong keys.</exception>
    public void RefuseGuesser(HttpContext context) => RefuseUntil(ClaimOf(context)?.Wait);

    /// <summary>Called when the key was wrong.</summary>
    /// <exception cref="ProblemException"><c>too_many_requests</c>: requests at the same time used the last permit.</exception>
    public void CountWrongKey(HttpContext context) => RefuseUntil(ClaimOf(context)?.Take());

    private static void RefuseUntil(TimeSpan? wait)
    {
        if (wait is null || wait == TimeSpan.Zero) return;
        var problem = new ProblemResult(Codes.TooManyRequests, "This address sent too many wrong keys.") { RetryAfter = wait };
        throw new ProblemException(problem);
    }

    private PermitClaim? ClaimOf(HttpContext context) => _wrongKeys?.Claim(ClientAddress.Of(context), 1);
}
