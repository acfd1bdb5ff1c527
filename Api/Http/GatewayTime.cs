namespace Concert.Http;

/// <summary>The clock that the gateway lives by: token lifetimes, caches, heartbeats. Tests drive it.</summary>
public static class GatewayTime
{
    /// <summary>The key under which the gateway's <see cref="TimeProvider"/> is registered.</summary>
    public const string Key = "Concert.Gateway";
}
