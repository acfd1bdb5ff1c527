namespace Concert;

/// <summary>
/// References to grains for hot paths. Orleans' own <c>GetGrain</c> reads the attributes of the interface by reflection each time,
/// which is a large part of the cost of a call; the attributes never change, so this class caches them.
/// </summary>
public static class GrainReferences
{
    /// <summary>The same reference that <c>GetGrain</c> returns.</summary>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, string key)
        where TGrain : class, IGrainWithStringKey
    {
        if (Known<TGrain>.Address is { } known)
            return (TGrain)grains.GetGrain(GrainId.Create(known.GrainType, IdSpan.Create(key)), known.InterfaceType);
        var grain = grains.GetGrain<TGrain>(key);
        Known<TGrain>.Address = new(grain.GetGrainId().Type, ((GrainReference)(IAddressable)grain).InterfaceType);
        return grain;
    }

    private static class Known<TGrain>
    {
        /// <summary>Null before the first call.</summary>
        public static GrainAddress? Address { get; set; }
    }

    private sealed record GrainAddress(GrainType GrainType, GrainInterfaceType InterfaceType);
}
