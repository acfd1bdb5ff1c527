using Concert.Wallets;

namespace Concert.Storage;

/// <summary>Something that an activation must read before it can serve. Lookups of many grains share a query.</summary>
internal abstract class Lookup
{
    public abstract void Fail(Exception fault);
}

internal abstract class Lookup<TAnswer> : Lookup
{
    private readonly TaskCompletionSource<TAnswer> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answered => _answered.Task;

    public void Answer(TAnswer answer) => _answered.TrySetResult(answer);

    public override void Fail(Exception fault) =>
        _answered.TrySetException(new UnavailableException($"{this} could not be read.", fault));
}

/// <param name="State">JSON; none: cleared.</param>
internal readonly record struct GrainStateRow(string? State, long Version);

internal sealed class GrainStateLookup(string grainType, string grainKey) : Lookup<GrainStateRow?>
{
    public string GrainType => grainType;

    public string GrainKey => grainKey;

    public override string ToString() => $"State {grainType} of {grainKey}";
}

internal sealed class JournalLookup(UserId user, long afterSeq) : Lookup<IReadOnlyList<JournalRow>>
{
    public UserId User => user;

    public long AfterSeq => afterSeq;

    public override string ToString() => $"Journal of {user}";
}
