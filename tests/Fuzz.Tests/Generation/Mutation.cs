using System.Collections.Immutable;

namespace Concert.Generation;

/// <summary>A change of a sound request.</summary>
/// <param name="Fits">True for a request that can be changed so.</param>
/// <param name="Apply">Changes the request, and sets what it expects.</param>
internal sealed record Mutation(string Name, Func<Draft, bool> Fits, Action<Draft, StepContext> Apply)
{
    public static ImmutableArray<Mutation> All { get; } =
    [
        .. CallerMutations.All, .. KeyMutations.All, .. ChallengeMutations.All, .. IdMutations.All, .. FieldMutations.All, .. BodyMutations.All, .. TargetMutations.All,
        .. QueryMutations.All, .. HeaderMutations.All, .. HttpMutations.All,
    ];

    public override string ToString() => Name;
}
