namespace Concert.Http;

/// <summary>The clock of the gateway: token lifetimes, caches, heartbeats. Tests replace it.</summary>
public static class GatewayTime
{
    /// <summary>The key under which the gateway's <see cref="TimeProvider"/> is registered.</summary>
    public const string Key = "Concert.Gateway";
}
