using Concert.Storage;

namespace Concert.Users;

/// <summary>
/// One activation's access to a user's journal: the decided state, the durable state, and the commands under way. Rules decide on
/// <see cref="Decided"/>, which advances before the first await; answers use <see cref="Durable"/>. After a failed append every
/// later call throws (ARCHITECTURE.md § Durability). This part: events and commands.
/// </summary>
internal sealed partial class UserJournalSession
{
    private readonly IUserJournal _journal;
    private readonly ReservationArchive _archive;
    private readonly Action _deactivate;
    private readonly AppendChain _chain = new();
    private readonly Dictionary<string, CommandUnderWay> _underWay = [];
    private readonly Queue<(UserWalletState After, uint? Name)> _beingWritten = [];
    private Task _tail = Task.CompletedTask;
    private (string? Key, uint Digest) _lastDigest;

    private UserJournalSession(UserId user, UserWalletSnapshot snapshot, IUserJournal journal, Action deactivate)
    {
        (_journal, _deactivate) = (journal, deactivate);
        _archive = new(user, journal);
        Decided = Durable = snapshot.Restore(user);
        Names = snapshot.RestoreNames();
    }

    /// <summary>The state after every event that was handed to the journal.</summary>
    public UserWalletState Decided { get; private set; }

    /// <summary>The state after every event that the journal has committed.</summary>
    public UserWalletState Durable { get; private set; }

    /// <summary>The names of the rows of <see cref="Durable"/>.</summary>
    public UsedNames Names { get; }

    /// <summary>Called each time that <see cref="Durable"/> has advanced.</summary>
    public Action? OnDurable { get; set; }

    /// <summary>Restores the snapshot and reads the rows of the journal after it, in pages.</summary>
    /// <param name="user">The user.</param>
    /// <param name="snapshot">Empty: the whole journal is read.</param>
    /// <param name="journal">The journals.</param>
    /// <param name="deactivate">Ends the activation.</param>
    /// <param name="first">The first rows, for a user without a snapshot; null: they are read here.</param>
    /// <param name="onPage">Called after each page but the last.</param>
    /// <param name="cancellationToken">The activation is given up.</param>
    public static async Task<UserJournalSession> LoadAsync(
        UserId user,
        UserWalletSnapshot snapshot,
        IUserJournal journal,
        Action deactivate,
        Task<JournalPage>? first = null,
        Action<UserJournalSession>? onPage = null,
        CancellationToken cancellationToken = default)
    {
        var session = new UserJournalSession(user, snapshot, journal, deactivate);
        while (true)
        {
            var page = await (session.Durable.Seq == 0 && first is not null ? first : journal.ReadAsync(user, session.Durable.Seq));
            foreach (var row in page.Rows) session.Replay(row);
            if (page.IsLast) return session;
            if (!cancellationToken.IsCancellationRequested) onPage?.Invoke(session);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Runs a command at most once for its key. A command with the same key that is under way is joined. One that succeeded is
    /// answered from its event. One that was refused left nothing behind, so the command runs again. A refusal is answered only by an
    /// activation that is not out of date.
    /// </summary>
    public Task<Outcome<TEvent>> OnceAsync<TEvent>(CommandKey key, Func<Task<Outcome<TEvent>>> execute)
        where TEvent : UserWalletEvent
    {
        if (_underWay.ContainsKey(key.Key)) return JoinAsync(key, execute);
        // The command runs up to its first await before it is registered: no other call can come in between.
        var task = RunAsync(key, execute);
        if (!task.IsCompleted) _underWay[key.Key] = new(key.Fingerprint, task);
        return task;
    }

    /// <summary>
    /// Applies the event to <see cref="Decided"/>, appends it, then advances <see cref="Durable"/>. Completes when the row is
    /// committed.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="key">The key of the command whose event it is.</param>
    /// <param name="first">
    /// A charge of the same command. Its row precedes that of the event and has no key, and both rows are one append: no state, no reader
    /// and no crash is between them.
    /// </param>
    /// <exception cref="UnavailableException">Whether the row is durable is unknown; the activation ends.</exception>
    /// <returns>The event, for the command whose outcome it is.</returns>
    public async Task<Outcome<TEvent>> CommitAsync<TEvent>(TEvent e, CommandKey? key, UserWalletEvent.Charged? first = null)
        where TEvent : UserWalletEvent
    {
        _chain.ThrowIfBroken();
        var before = first is null ? Decided : Decided.Apply(first);
        var next = before.Apply(e);
        Invariant.Holds(next.Balance >= Money.Zero, $"Balance of {next.UserId}: {next.Balance}.");
        var row = JournalRows.Of(e, next, key);
        _beingWritten.Enqueue((next, NameOf(before, e, key)));
        Decided = next;
        var append = _journal.AppendAsync(first is null ? [row] : [JournalRows.Of(first, before, key: null), row], _chain);
        _tail = append;
        try
        {
            await append;
        }
        catch (Exception fault)
        {
            throw _chain.Fail($"Row {row.Seq} of {row.UserId}", fault, _deactivate);
        }

        AdvanceDurable(next.Seq);
        return e;
    }

    /// <summary>
    /// Completes when everything decided so far is durable. A refusal, or a call to another grain, may depend on a decision that is
    /// still being written.
    /// </summary>
    public async Task WhenDurableAsync()
    {
        _chain.ThrowIfBroken();
        var seq = Decided.Seq;
        try
        {
            await _tail;
        }
        catch (Exception fault)
        {
            throw new UnavailableException("A decision that this answer depends on may not be durable.", fault);
        }

        AdvanceDurable(seq);
    }

    /// <summary>
    /// Completes when everything decided so far is durable, and the journal has ended with a row of this activation at a time after this
    /// call began. Every answer that rests on no append of its own awaits it: the journal refuses an append of an activation that is out
    /// of date, but nothing else would stop its refusals and its reads (ARCHITECTURE.md § Fencing). It costs one read.
    /// </summary>
    /// <exception cref="UnavailableException">The journal can't be read, or this activation is out of date and ends.</exception>
    public async Task WhenCurrentAsync()
    {
        await WhenDurableAsync();
        var known = Durable.Seq;
        var user = Durable.UserId;
        var end = await _journal.ReadEndAsync(user);
        if (end < known || end > Decided.Seq)
        {
            var fault = new StorageConflictException($"The journal of {user} ends with row {end}, and this activation knows row {known}.");
            throw _chain.Fail($"This activation of {user} is out of date; what it decided", fault, _deactivate);
        }

        // This activation appended a row of that seq as well. If the row that was read is of another one, its own append fails.
        if (end > Durable.Seq) await WhenDurableAsync();
    }

    private async Task<Outcome<TEvent>> JoinAsync<TEvent>(CommandKey key, Func<Task<Outcome<TEvent>>> execute)
        where TEvent : UserWalletEvent
    {
        while (_underWay.TryGetValue(key.Key, out var first))
        {
            // The fingerprint names the kind of command: the same fingerprint gives the same kind of event.
            if (first.Fingerprint == key.Fingerprint) return (await (Task<Outcome<TEvent>>)first.Task).AsReplay();
            // Another command with this key. If it succeeds, its row refuses this one; if it is refused, this one runs.
            await first.Task;
        }

        return await OnceAsync(key, execute);
    }

    private async Task<Outcome<TEvent>> RunAsync<TEvent>(CommandKey key, Func<Task<Outcome<TEvent>>> execute)
        where TEvent : UserWalletEvent
    {
        try
        {
            _chain.ThrowIfBroken();
            if (Names.MayContain(DigestOf(key.Key)) && await _journal.FindAsync(Decided.UserId, key.Key) is { Key: { } used } row)
            {
                return IdempotencyRules.Repeat<TEvent>(used, UserWalletJson.Read(row), key);
            }

            var outcome = await execute();
            // It rests on what the journal lacks: a reservation, money, or, if it is the refusal of a seat or of the queue, the key.
            if (!outcome.IsGranted) await WhenCurrentAsync();
            return outcome;
        }
        finally
        {
            _underWay.Remove(key.Key);
        }
    }

    // Rows of a user are committed in order: if a row is durable, all rows before it are, whichever continuation runs first.
    private void AdvanceDurable(long seq)
    {
        var before = Durable;
        while (_beingWritten.TryPeek(out var written) && written.After.Seq <= seq)
        {
            _beingWritten.Dequeue();
            Durable = written.After;
            if (written.Name is { } name) Names.Add(name);
        }

        if (!ReferenceEquals(Durable, before)) OnDurable?.Invoke();
    }

    private void Replay(JournalRow row)
    {
        var before = Durable;
        Invariant.Holds(row.Seq == before.Seq + 1, $"Journal of {row.UserId}: row {row.Seq} after {before.Seq}.");
        var e = UserWalletJson.Read(row);
        Decided = Durable = before.Apply(e);
        Invariant.Holds(
            row.Balance == Durable.Balance, $"{row.UserId}: row {row.Seq} says {row.Balance}, sum {Durable.Balance}.");
        if (NameOf(before, e, row.Key) is { } name) Names.Add(name);
    }

    // The name that a row uses up: its key, or the id of its tombstone, which has no key.
    private uint? NameOf(UserWalletState before, UserWalletEvent e, CommandKey? key) => e switch
    {
        _ when key is { Key: var used } => DigestOf(used),
        UserWalletEvent.Expired expired when before.IsTombstone(expired) => UsedNames.Digest(expired.ReservationId.Value),
        _ => null,
    };

    // A command's key is looked up before it is stored, mostly in the same turn: its digest is computed once.
    private uint DigestOf(string key)
    {
        if (!ReferenceEquals(key, _lastDigest.Key)) _lastDigest = (key, UsedNames.Digest(key));
        return _lastDigest.Digest;
    }

    private readonly record struct CommandUnderWay(string Fingerprint, Task Task);
}
