using Concert.Storage;

namespace Concert.Users;

/// <summary>A test double: the test decides when rows are committed and when they fail.</summary>
internal sealed class InMemoryJournal : IUserJournal
{
    private readonly List<JournalRow> _rows = [];
    private readonly Queue<(JournalRow Row, TaskCompletionSource Written)> _waiting = [];

    /// <summary>When false, rows are committed at once.</summary>
    public bool IsHeldUp { get; set; }

    public IReadOnlyList<JournalRow> Rows => _rows;

    public int FindCount { get; private set; }

    public Task AppendAsync(JournalRow row, AppendChain chain)
    {
        Assert.False(chain.IsBroken, $"Row {row.Seq} was handed in after its chain broke.");
        var written = new TaskCompletionSource();
        _waiting.Enqueue((row, written));
        if (!IsHeldUp) CommitAll();
        return written.Task;
    }

    public void CommitAll()
    {
        while (_waiting.TryDequeue(out var next))
        {
            Assert.Equal(_rows.Count + 1, next.Row.Seq);
            _rows.Add(next.Row);
            next.Written.SetResult();
        }
    }

    public void FailAll(bool isWrittenAllTheSame = false)
    {
        while (_waiting.TryDequeue(out var next))
        {
            if (isWrittenAllTheSame) _rows.Add(next.Row);
            next.Written.SetException(new IOException("The disk is gone."));
        }
    }

    public Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq) =>
        Task.FromResult<IReadOnlyList<JournalRow>>([.. _rows.Where(row => row.Seq > afterSeq)]);

    public Task<JournalRow?> FindAsync(UserId user, long seq)
    {
        FindCount++;
        return Task.FromResult(_rows.SingleOrDefault(row => row.Seq == seq));
    }

    public Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        throw new NotSupportedException("The rules read no ledger.");
}
