using Concert.Storage;

namespace Concert.Users;

/// <summary>This part: reservations that may be archived. An ended reservation never changes, so what its rows say stays true.</summary>
internal sealed partial class UserJournalSession
{
    /// <summary>
    /// Decides about a reservation: on <see cref="Decided"/>, to which the reservation is added if it is archived. The decision runs in
    /// the turn in which it was found to be known or unknown, and commits in that turn: nothing comes between.
    /// </summary>
    /// <param name="id">The reservation; it may be unknown.</param>
    /// <param name="decide">Applies a rule to the state, and commits its event before the first await.</param>
    public Task<T> DecideAboutAsync<T>(ReservationId id, Func<UserWalletState, Task<T>> decide) =>
        IsInMemory(id) ? decide(Decided) : DecideAboutArchivedAsync(id, decide);

    /// <summary>
    /// The same for a reservation that is to be made, and whose idempotency key is unused. Only a tombstone can precede it, so it costs
    /// no read, unless its id may have one.
    /// </summary>
    public Task<T> DecideAboutNewAsync<T>(ReservationId id, Func<UserWalletState, Task<T>> decide) =>
        IsInMemory(id) || !MayBeUsed(UsedNames.Digest(id.Value)) ? decide(Decided) : DecideAboutArchivedAsync(id, decide);

    /// <summary>The reservation as the durable journal has it; null when it is unknown.</summary>
    public async ValueTask<Reservation?> FindDurableAsync(ReservationId id)
    {
        if (Durable.Find(id) is { } known) return known;
        // Rows that are being written are read only once they are durable.
        await WhenDurableAsync();
        return Durable.Find(id) ?? (Durable.Archived.IsEmpty ? null : await FindArchivedAsync(id));
    }

    /// <summary>The reservations that were made before a row, newest first, without tombstones.</summary>
    public async Task<IReadOnlyList<Reservation>> ReadNewestAsync(long beforeSeq, int count)
    {
        var state = Durable;
        // Every reservation after the archive's extent is in memory. Rows have all of those up to it, also those that are in memory.
        List<Reservation> newest =
        [
            .. state.Reservations.Values
                .Where(reservation => reservation is { IsTombstone: false }
                    && reservation.Seq < beforeSeq && reservation.Seq > state.Archived.ThroughSeq)
                .OrderByDescending(reservation => reservation.Seq)
                .Take(count),
        ];
        if (newest.Count == count || state.Archived.IsEmpty) return newest;
        var archiveEnd = Math.Min(beforeSeq, state.Archived.ThroughSeq + 1);
        var archived = await _archive.ReadAsync(archiveEnd, count - newest.Count, state.Seq);
        // Seats that changed during the read are in memory.
        newest.AddRange(archived.Select(reservation => Durable.Find(reservation.ReservationId) ?? reservation));
        return newest;
    }

    private async Task<T> DecideAboutArchivedAsync<T>(ReservationId id, Func<UserWalletState, Task<T>> decide)
    {
        while (true)
        {
            var archived = Decided.Archived;
            await WhenDurableAsync();
            var found = await FindArchivedAsync(id);
            if (found is { IsEnded: true }) return await decide(Decided.With(found));
            if (IsInMemory(id)) return await decide(Decided);
            // If none was archived in the meantime, this one was not either.
            if (Decided.Archived != archived) continue;
            if (found is null) return await decide(Decided);
            throw _chain.Fail($"{id} of {Decided.UserId} is open in another activation; what this one decided", OutOfDate(id), _deactivate);
        }
    }

    private async Task<Reservation?> FindArchivedAsync(ReservationId id)
    {
        while (true)
        {
            var through = Durable.Seq;
            try
            {
                return await _archive.FindAsync(id, through);
            }
            catch (StorageConflictException) when (Decided.Seq > through)
            {
                // This activation made the reservation during the read. Its row is found once it is known to be durable.
                await WhenDurableAsync();
            }
            catch (StorageConflictException fault)
            {
                throw _chain.Fail($"{id} is known to another activation; what this one decided", fault, _deactivate);
            }
        }
    }

    private bool IsInMemory(ReservationId id) => Decided.Archived.IsEmpty || Decided.Find(id) is not null;

    private bool MayBeUsed(uint digest) => Names.MayContain(digest) || _beingWritten.Any(written => written.Name == digest);

    private static StorageConflictException OutOfDate(ReservationId id) => new($"{id} is open, and not in memory.");
}
