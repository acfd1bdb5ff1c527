namespace Concert;

/// <summary>
/// References to grains for paths that ask for one at each call. Orleans' own <c>GetGrain</c> reads the attributes of the
/// interface by reflection each time, which is a good part of what a call costs; what it finds never changes.
/// </summary>
public static class GrainReferences
{
    /// <summary>As <c>GetGrain</c> does.</summary>
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
        /// <summary>None: nobody has asked yet.</summary>
        public static GrainAddress? Address { get; set; }
    }

    private sealed record GrainAddress(GrainType GrainType, GrainInterfaceType InterfaceType);
}
