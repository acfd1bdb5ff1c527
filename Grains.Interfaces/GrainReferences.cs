namespace Concert;

/// <summary>
/// References to grains for hot paths. Orleans' own <c>GetGrain</c> reads the attributes of the interface by reflection each time,
/// which is a large part of the cost of a call; the attributes never change, so this class caches them.
/// </summary>
public static class GrainReferences
{
    /// <summary>The same reference that <c>GetGrain</c> returns.</summary>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, string key)
        where TGrain : class, IGrainWithStringKey =>
        Known<TGrain>.Address is { } known ? known.Refer<TGrain>(grains, IdSpan.Create(key)) : Know(grains.GetGrain<TGrain>(key));

    /// <summary>The same reference that <c>GetGrain</c> returns.</summary>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, long key)
        where TGrain : class, IGrainWithIntegerKey =>
        Known<TGrain>.Address is { } known
            ? known.Refer<TGrain>(grains, GrainIdKeyExtensions.CreateIntegerKey(key))
            : Know(grains.GetGrain<TGrain>(key));

    private static TGrain Know<TGrain>(TGrain grain)
        where TGrain : class, IAddressable
    {
        Known<TGrain>.Address = new(grain.GetGrainId().Type, ((GrainReference)(IAddressable)grain).InterfaceType);
        return grain;
    }

    private static class Known<TGrain>
    {
        /// <summary>Null before the first call.</summary>
        public static GrainAddress? Address { get; set; }
    }

    private sealed record GrainAddress(GrainType GrainType, GrainInterfaceType InterfaceType)
    {
        public TGrain Refer<TGrain>(IGrainFactory grains, IdSpan key) =>
            (TGrain)grains.GetGrain(GrainId.Create(GrainType, key), InterfaceType);
    }
}
