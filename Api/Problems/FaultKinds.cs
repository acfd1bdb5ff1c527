namespace Concert.Problems;

/// <summary>Sorts exceptions into the kinds that the gateway handles differently.</summary>
internal static class FaultKinds
{
    /// <summary>The gateway could not reach the cluster or the database, or the outcome is unknown.</summary>
    public static bool IsUnavailable(Exception fault) => fault is UnavailableException or OrleansException or TimeoutException;
}
