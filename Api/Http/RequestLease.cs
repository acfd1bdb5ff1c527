using System.Threading.RateLimiting;
using Concert.Limits;

namespace Concert.Http;

/// <summary>What <see cref="RequestLimiter"/> decided about a request.</summary>
internal sealed class RequestLease : RateLimitLease
{
    private readonly TimeSpan? _retryAfter;
    private readonly HttpContext? _context;
    private readonly PermitClaim[] _taken;

    private RequestLease(TimeSpan? retryAfter, HttpContext? context, PermitClaim[] taken) =>
        (_retryAfter, _context, _taken) = (retryAfter, context, taken);

    /// <summary>The request costs one permit of each limit.</summary>
    public static RequestLease Granted { get; } = new(null, null, []);

    public override bool IsAcquired => _retryAfter is null;

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    /// <summary>The request costs more than one permit, unless its client already has what it requests (304).</summary>
    public static RequestLease Costly(HttpContext context, PermitClaim[] taken) => new(null, context, taken);

    public static RequestLease Refused(TimeSpan retryAfter) => new(retryAfter, null, []);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? _retryAfter : null;
        return metadata is not null;
    }

    // The middleware disposes the lease when the request has ended.
    protected override void Dispose(bool disposing)
    {
        if (_context?.Response.StatusCode == StatusCodes.Status304NotModified)
        {
            foreach (var claim in _taken) claim.ReturnExcess();
        }

        base.Dispose(disposing);
    }
}
