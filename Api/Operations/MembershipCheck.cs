using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Operations;

/// <summary>
/// Whether the silo of this gateway is still a member of its cluster. A process that froze may have been declared dead meanwhile, and
/// ends when it notices; until then its own silo answers as before. So a process that has not been asked for a while reads the membership
/// before it says that it is ready, and the balancer sends it nothing that would break off.
/// </summary>
internal sealed class MembershipCheck(IClusterMembershipService membership, ILocalSiloDetails silo, TimeProvider time) : IHealthCheck
{
    /// <summary>The name of the health check.</summary>
    public const string Name = "membership";

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    // Less than the 6 s after which the other silos declare a frozen one dead; a balancer asks more often.
    private static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(3);

    private long? _passedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_passedAt is not { } passedAt || time.GetElapsedTime(passedAt) >= BelievedFor) await RefreshAsync(cancellationToken);
        if (membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress) is var status and not SiloStatus.Active)
            return HealthCheckResult.Unhealthy($"The silo is not a member of the cluster: it is {status}.");
        _passedAt = time.GetTimestamp();
        return HealthCheckResult.Healthy("The silo is a member of the cluster.");
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await membership.Refresh(cancellationToken: end.Token).AsTask().WaitAsync(end.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // No database, so nobody can have declared this silo dead in it. The database decides no readiness (HealthChecks).
        }
    }
}
