using System.Runtime.InteropServices;
using Concert.Storage;

namespace Concert.Users;

/// <summary>
/// Finds the reservations of a user that have left memory, by their rows. An index of the journal for it would cost every reservation
/// of every user. Instead the first question of an activation reads which rows made reservations, 12 bytes for each; a later
/// question reads only the rows since. A reservation id that the user does not have costs one read, and no such scan.
/// </summary>
internal sealed class ReservationArchive(UserId user, IUserJournal journal)
{
    // Rows of the journal that one query goes through.
    private const int RowsPerRead = 20_000;

    // In the order of the journal: the digest of each id, and the row that made the reservation.
    private readonly List<uint> _digests = [];
    private readonly List<long> _seqs = [];

    // The last row that changed the seats of a reservation. Few are ever changed.
    private readonly Dictionary<ReservationId, long> _changes = [];
    private long _indexedThrough;
    private Task _indexing = Task.CompletedTask;

    // A command asks about its reservation several times. An ended one never changes.
    private Reservation? _lastEnded;

    /// <summary>The reservation with its present status; null when the user has no such reservation.</summary>
    /// <param name="id">It may be unknown, or of another user.</param>
    /// <param name="throughSeq">The last row of the journal that is known to be durable.</param>
    /// <exception cref="StorageConflictException">Another activation made the reservation.</exception>
    public async Task<Reservation?> FindAsync(ReservationId id, long throughSeq)
    {
        if (_lastEnded?.ReservationId == id) return _lastEnded;
        if (await journal.FindReservationAsync(user, id) is not { } row) return null;
        var found = row.SeatIds.IsEmpty
            ? Reservation.Tombstone(id, row.PerformanceId, row.Until, seq: 0)
            : await FindMadeAsync(id, throughSeq);
        if (found.IsEnded) _lastEnded = found;
        return found;
    }

    /// <summary>The reservations that were made before a row, newest first. Tombstones are not among them.</summary>
    public async Task<IReadOnlyList<Reservation>> ReadAsync(long beforeSeq, int count, long throughSeq)
    {
        // Up to the last row: one that was made before may have been changed after.
        await IndexAsync(throughSeq);
        var end = _seqs.BinarySearch(beforeSeq);
        if (end < 0) end = ~end;
        return await ReadAsync(_seqs[Math.Max(0, end - count)..end]);
    }

    private async Task<Reservation> FindMadeAsync(ReservationId id, long throughSeq)
    {
        await IndexAsync(throughSeq);
        var found = (await ReadAsync(SeqsOf(id))).SingleOrDefault(reservation => reservation.ReservationId == id);
        return found ?? throw new StorageConflictException($"{id} is not among the rows of {user} up to {throughSeq}.");
    }

    private async Task<List<Reservation>> ReadAsync(List<long> seqs)
    {
        if (seqs.Count == 0) return [];
        var made = await ReadRowsAsync(seqs);
        var changes = made.Select(reservation => _changes.GetValueOrDefault(reservation.ReservationId)).Where(seq => seq > 0).ToList();
        if (changes.Count == 0) return made;
        var changed = (await ReadRowsAsync(changes)).ToDictionary(reservation => reservation.ReservationId);
        return [.. made.Select(reservation => changed.GetValueOrDefault(reservation.ReservationId, reservation))];
    }

    private async Task<List<Reservation>> ReadRowsAsync(List<long> seqs)
    {
        var rows = await journal.ReadReservationsAsync(user, seqs);
        return [.. rows.Select(row => ReservationOf(UserWalletJson.Read(row.Row)) with { Status = row.Status })];
    }

    private static Reservation ReservationOf(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Reserved reserved => reserved.Reservation,
        UserWalletEvent.SeatsChanged changed => changed.Reservation,
        _ => throw new InvariantException($"A row of {e.GetType().Name} has no reservation."),
    };

    // Two ids may share a digest.
    private List<long> SeqsOf(ReservationId id)
    {
        var digest = UsedNames.Digest(id.Value);
        var digests = CollectionsMarshal.AsSpan(_digests);
        var seqs = new List<long>();
        for (var from = 0; digests[from..].IndexOf(digest) is >= 0 and var at; from += at + 1) seqs.Add(_seqs[from + at]);
        return seqs;
    }

    private async Task IndexAsync(long throughSeq)
    {
        while (_indexedThrough < throughSeq)
        {
            if (_indexing.IsCompleted) _indexing = IndexNextAsync(throughSeq);
            await _indexing;
        }
    }

    private async Task IndexNextAsync(long throughSeq)
    {
        var through = Math.Min(throughSeq, _indexedThrough + RowsPerRead);
        foreach (var made in await journal.ReadMadeAsync(user, _indexedThrough, through))
        {
            if (made.IsChange)
            {
                _changes[made.ReservationId] = made.Seq;
                continue;
            }

            _digests.Add(UsedNames.Digest(made.ReservationId.Value));
            _seqs.Add(made.Seq);
        }

        _indexedThrough = through;
    }
}
