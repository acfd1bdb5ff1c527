using Orleans.GrainDirectory;

namespace Concert.Placement;

/// <summary>
/// The directory of grains whose silo every caller computes: it stores nothing, and a lookup or a registration costs no message. It
/// does not keep a second activation from being made while the silos disagree about who is a member, so it is only for grains that
/// the version of their row protects (ARCHITECTURE.md § Fencing).
/// </summary>
internal sealed class ComputedDirectory : IGrainDirectory
{
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Register(address);

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
