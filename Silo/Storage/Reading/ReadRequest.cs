using Concert.Users;

namespace Concert.Storage;

/// <summary>A read that a grain needs for its activation. <see cref="BatchedReader"/> combines those of many grains in one query.</summary>
internal abstract class ReadRequest
{
    public abstract void Complete();

    public abstract void Fail(Exception fault);
}

internal abstract class ReadRequest<T> : ReadRequest
{
    private readonly TaskCompletionSource<T?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The result, set by the store; null: the store found no row.</summary>
    public T? Found { get; set; }

    public Task<T?> Done => _done.Task;

    public override void Complete() => _done.TrySetResult(Found);

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}

internal sealed class StateRead(string grainType, string grainKey) : ReadRequest<StateRow>
{
    public string GrainType => grainType;

    public string GrainKey => grainKey;
}

/// <param name="Json">Null: the state was cleared.</param>
internal sealed record StateRow(byte[]? Json, long Version);

internal sealed class JournalTailRead(UserId user, long afterSeq) : ReadRequest<IReadOnlyList<JournalRow>>
{
    public UserId User => user;

    public long AfterSeq => afterSeq;
}
