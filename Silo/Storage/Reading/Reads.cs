using Concert.Users;

namespace Concert.Storage;

/// <summary>Something read on an activation's behalf, in one query with what others ask for at that moment.</summary>
internal abstract class Read
{
    public abstract void Complete();

    public abstract void Fail(Exception fault);
}

internal abstract class Read<T> : Read
{
    private readonly TaskCompletionSource<T?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set by the store.</summary>
    public T? Found { get; set; }

    public Task<T?> Done => _done.Task;

    public override void Complete() => _done.TrySetResult(Found);

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}

internal sealed class StateRead(string grainType, string grainKey) : Read<StateRow>
{
    public string GrainType => grainType;

    public string GrainKey => grainKey;
}

/// <param name="Json">None: the state was cleared.</param>
internal sealed record StateRow(byte[]? Json, long Version);

internal sealed class JournalTailRead(UserId user, long afterSeq) : Read<IReadOnlyList<JournalRow>>
{
    public UserId User => user;

    public long AfterSeq => afterSeq;
}
