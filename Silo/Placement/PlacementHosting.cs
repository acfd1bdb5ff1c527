using System.Diagnostics.CodeAnalysis;
using Concert.Seats;
using Concert.Users;
using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Metadata;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Placement;

namespace Concert.Placement;

/// <summary>Where grains live in a cluster (ARCHITECTURE.md § Where grains live).</summary>
internal static class PlacementHosting
{
    public static ISiloBuilder AddConcertPlacement(this ISiloBuilder silo)
    {
        silo.Services.AddPlacementDirector<PerformancePlacement, PerformancePlacementDirector>();
        silo.Services.AddSingleton<IPlacementStrategyResolver, PlacementByType>();
        silo.Services.AddSingleton<IGrainDirectoryResolver, DirectoryByType>();
        return silo;
    }
}

/// <summary>
/// Decides by the silo's own code. An attribute of the grain's class would reach silos of another version with the description of the
/// cluster, and those that do not know its strategy could place no such grain any more.
/// </summary>
internal sealed class PlacementByType(GrainTypeResolver types) : IPlacementStrategyResolver
{
    private readonly Dictionary<GrainType, PlacementStrategy> _strategies = new()
    {
        [types.GetGrainType(typeof(SeatGrain))] = PerformancePlacement.Instance,
        [types.GetGrainType(typeof(SeatGroupGrain))] = PerformancePlacement.Instance,
        [types.GetGrainType(typeof(SeatMapGrain))] = PerformancePlacement.Instance,
        // A gateway sends all calls to one grain to the same silo.
        [types.GetGrainType(typeof(UserWalletGrain))] = new PreferLocalPlacement(),
    };

    public bool TryResolvePlacementStrategy(
        GrainType grainType, GrainProperties? properties, [MaybeNullWhen(false)] out PlacementStrategy result) =>
        _strategies.TryGetValue(grainType, out result);
}

/// <summary>
/// Seats are many and each is active for minutes, and a group of them has no state: they have no entries. Their maps keep the
/// cluster's directory.
/// </summary>
internal sealed class DirectoryByType(GrainTypeResolver types) : IGrainDirectoryResolver
{
    private readonly GrainType[] _computed = [types.GetGrainType(typeof(SeatGrain)), types.GetGrainType(typeof(SeatGroupGrain))];
    private readonly ComputedDirectory _directory = new();

    public bool TryResolveGrainDirectory(
        GrainType grainType, GrainProperties? properties, [NotNullWhen(true)] out IGrainDirectory? grainDirectory)
    {
        grainDirectory = _computed.Contains(grainType) ? _directory : null;
        return grainDirectory is not null;
    }
}
