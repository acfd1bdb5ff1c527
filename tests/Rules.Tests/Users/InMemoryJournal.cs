using System.Collections.Immutable;
using Concert.Storage;

namespace Concert.Users;

/// <summary>A test double: the test decides when rows are committed and when they fail.</summary>
internal sealed class InMemoryJournal(IEnumerable<JournalRow> rows) : IUserJournal
{
    private readonly List<JournalRow> _rows = [.. rows];
    private readonly Queue<(ImmutableArray<JournalRow> Rows, TaskCompletionSource Written)> _waiting = [];

    public InMemoryJournal()
        : this([])
    {
    }

    /// <summary>When false, rows are committed at once.</summary>
    public bool IsHeldUp { get; set; }

    public IReadOnlyList<JournalRow> Rows => _rows;

    /// <summary>Reads by a key or by a reservation's id.</summary>
    public int FindCount { get; private set; }

    public int PageSize { get; init; } = int.MaxValue;

    public int PageCount { get; private set; }

    /// <summary>When set, a reservation that was read is returned only once the test completes this.</summary>
    public TaskCompletionSource? FindGate { get; set; }

    /// <summary>Reads of the journal's end.</summary>
    public int EndCount { get; private set; }

    /// <summary>When set, the end is read only once the test completes this.</summary>
    public TaskCompletionSource? EndGate { get; set; }

    /// <summary>The ranges in which rows that made reservations were looked for.</summary>
    public List<(long After, long Through)> MadeRanges { get; } = [];

    /// <summary>The rows of reservations that were read.</summary>
    public List<long> ReadSeqs { get; } = [];

    public Task AppendAsync(ImmutableArray<JournalRow> rows, AppendChain chain)
    {
        Assert.False(chain.IsBroken, $"Row {rows[0].Seq} was handed in after its chain broke.");
        var written = new TaskCompletionSource();
        _waiting.Enqueue((rows, written));
        if (!IsHeldUp) CommitAll();
        return written.Task;
    }

    public void CommitAll()
    {
        while (_waiting.TryDequeue(out var next))
        {
            Assert.Equal(next.Rows.Select((_, i) => _rows.Count + 1L + i), next.Rows.Select(row => row.Seq));
            _rows.AddRange(next.Rows);
            next.Written.SetResult();
        }
    }

    /// <summary>The database fails over to a replica that lacks the last row.</summary>
    public void LoseLast() => _rows.RemoveAt(_rows.Count - 1);

    public void FailAll(bool isWrittenAllTheSame = false)
    {
        while (_waiting.TryDequeue(out var next))
        {
            if (isWrittenAllTheSame) _rows.AddRange(next.Rows);
            next.Written.SetException(new IOException("The disk is gone."));
        }
    }

    public Task<JournalPage> ReadFirstAsync(UserId user) => ReadAsync(user, 0);

    public Task<JournalPage> ReadAsync(UserId user, long afterSeq)
    {
        var rows = _rows.Where(row => row.Seq > afterSeq).Take(PageSize).ToList();
        PageCount++;
        return Task.FromResult<JournalPage>(new(rows, IsLast: rows.Count < PageSize));
    }

    public async Task<long> ReadEndAsync(UserId user)
    {
        EndCount++;
        if (EndGate is { } gate) await gate.Task;
        return _rows.Count;
    }

    public Task<JournalRow?> FindAsync(UserId user, string key)
    {
        FindCount++;
        return Task.FromResult(_rows.SingleOrDefault(row => row.Key?.Key == key));
    }

    public async Task<ReservationRow?> FindReservationAsync(UserId user, ReservationId id)
    {
        FindCount++;
        var found = _rows.LastOrDefault(row => row.Reservation?.ReservationId == id)?.Reservation;
        if (FindGate is { } gate) await gate.Task;
        return found;
    }

    public Task<IReadOnlyList<MadeReservation>> ReadMadeAsync(UserId user, long afterSeq, long throughSeq)
    {
        MadeRanges.Add((afterSeq, throughSeq));
        return Task.FromResult<IReadOnlyList<MadeReservation>>(
        [
            .. _rows.Where(row => row.Kind is EventKinds.Reserved or EventKinds.SeatsChanged && row.Seq > afterSeq && row.Seq <= throughSeq)
                .Select(row => new MadeReservation(row.Seq, row.Reservation!.ReservationId, row.Kind == EventKinds.SeatsChanged)),
        ]);
    }

    public Task<IReadOnlyList<ReservedRow>> ReadReservationsAsync(UserId user, IReadOnlyCollection<long> seqs)
    {
        ReadSeqs.AddRange(seqs);
        return Task.FromResult<IReadOnlyList<ReservedRow>>(
        [
            .. _rows.Where(row => seqs.Contains(row.Seq)).Reverse()
                .Select(row => new ReservedRow(row, _rows.Last(later => later.Reference == row.Reference).Reservation!.Status)),
        ]);
    }

    public Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        throw new NotSupportedException("The rules read no ledger.");
}
