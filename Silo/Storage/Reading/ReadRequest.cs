using Concert.Users;

namespace Concert.Storage;

/// <summary>
/// A read that a grain needs for its activation, or to prove that it is not out of date. <see cref="BatchedReader"/> combines those of
/// many grains in one query.
/// </summary>
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

/// <summary>Reads the seq of a user's last row; 0: the user has no row.</summary>
internal sealed class JournalEndRead(UserId user) : ReadRequest<long>
{
    public UserId User => user;
}

/// <summary>Reads a page: the rows after <paramref name="afterSeq"/>, as many as the batch has room for.</summary>
/// <param name="user">The user.</param>
/// <param name="afterSeq">0: from the first row on.</param>
/// <param name="maxRows">But no more than these.</param>
internal sealed class JournalTailRead(UserId user, long afterSeq, int maxRows = int.MaxValue) : ReadRequest<JournalPage>
{
    // One user's long journal is read in pages, and the reads of others run between them. A page takes some 10 ms. Where many
    // journals are read at once, their pages are shorter, so that no batch takes much longer or fills the memory.
    private const int MaxRowsOfBatch = 8_192;
    private const int MaxRowsOfPage = 1_000;
    private const int MinRowsOfPage = 32;

    public UserId User => user;

    public long AfterSeq => afterSeq;

    /// <summary>The most rows of the page.</summary>
    /// <param name="count">The number of pages in the batch.</param>
    public int PageSizeIn(int count) =>
        Math.Min(maxRows, Math.Clamp(MaxRowsOfBatch / Math.Max(count, 1), MinRowsOfPage, MaxRowsOfPage));

    public void SetRows(IReadOnlyList<JournalRow> rows, int pageSize) => Found = new(rows, IsLast: rows.Count < pageSize);
}
