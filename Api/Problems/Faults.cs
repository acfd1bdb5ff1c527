namespace Concert.Problems;

/// <summary>What kind of fault an exception is.</summary>
internal static class Faults
{
    /// <summary>The cluster or the database could not be reached, or nobody knows the outcome.</summary>
    public static bool MeanUnavailable(Exception fault) => fault is UnavailableException or OrleansException or TimeoutException;
}
