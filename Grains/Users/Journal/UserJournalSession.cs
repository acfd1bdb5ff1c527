using Concert.Storage;

namespace Concert.Users;

/// <summary>
/// One activation's access to a user's journal: the decided state, the durable state, and the commands under way. Rules decide on
/// <see cref="Decided"/>, which advances before the first await; answers use <see cref="Durable"/>. After a failed append every
/// later call throws (ARCHITECTURE.md § Durability).
/// </summary>
internal sealed class UserJournalSession(IUserJournal journal, UserWalletState state, CommandKeys keys, Action deactivate)
{
    private readonly AppendChain _chain = new();
    private readonly Dictionary<string, CommandUnderWay> _underWay = [];
    private readonly Queue<(UserWalletState After, ulong? Key)> _beingWritten = [];
    private Task _tail = Task.CompletedTask;
    private (string? Key, ulong Digest) _lastDigest;

    /// <summary>The state after every event that was handed to the journal.</summary>
    public UserWalletState Decided { get; private set; } = state;

    /// <summary>The state after every event that the journal has committed.</summary>
    public UserWalletState Durable { get; private set; } = state;

    public CommandKeys Keys { get; } = keys;

    /// <summary>Called each time that <see cref="Durable"/> has advanced.</summary>
    public Action? OnDurable { get; set; }

    /// <summary>Restores the snapshot and reads the rows of the journal after it.</summary>
    public static async Task<UserJournalSession> LoadAsync(
        UserId user, UserWalletSnapshot snapshot, IUserJournal journal, Action deactivate)
    {
        var state = snapshot.Restore(user);
        var keys = CommandKeys.Unpack(snapshot.Keys);
        foreach (var row in await journal.ReadAsync(user, snapshot.Seq))
        {
            Invariant.Holds(row.Seq == state.Seq + 1, $"Journal of {user}: row {row.Seq} after {state.Seq}.");
            state = state.Apply(UserWalletJson.Read(row));
            Invariant.Holds(row.Balance == state.Balance, $"{user}: row {row.Seq} says {row.Balance}, sum {state.Balance}.");
            if (row.Key is { } key) keys.Add(key.Key, row.Seq);
        }

        return new(journal, state, keys, deactivate);
    }

    /// <summary>
    /// Runs a command at most once for its key. A command with the same key that is under way is joined. One that succeeded is
    /// answered from its event. One that was refused left nothing behind, so the command runs again.
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
    /// <exception cref="UnavailableException">Whether the row is durable is unknown; the activation ends.</exception>
    /// <returns>The event, for the command whose outcome it is.</returns>
    public async Task<Outcome<TEvent>> CommitAsync<TEvent>(TEvent e, CommandKey? key)
        where TEvent : UserWalletEvent
    {
        _chain.ThrowIfBroken();
        var next = Decided.Apply(e);
        Invariant.Holds(next.Balance >= Money.Zero, $"Balance of {next.UserId}: {next.Balance}.");
        var row = JournalRows.Of(e, next, key);
        Decided = next;
        _beingWritten.Enqueue((next, key is { Key: var used } ? DigestOf(used) : null));
        var append = journal.AppendAsync(row, _chain);
        _tail = append;
        try
        {
            await append;
        }
        catch (Exception fault)
        {
            throw _chain.Fail($"Row {row.Seq} of {row.UserId}", fault, deactivate);
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
            if (Keys.TryFind(DigestOf(key.Key), out var seq)
                && await journal.FindAsync(Decided.UserId, seq) is { Key: { } used } row
                && used.Key == key.Key)
            {
                return IdempotencyRules.Repeat<TEvent>(used, UserWalletJson.Read(row), key);
            }

            return await execute();
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
            if (written.Key is { } key) Keys.Add(key, Durable.Seq);
        }

        if (!ReferenceEquals(Durable, before)) OnDurable?.Invoke();
    }

    // A command's key is looked up before it is stored, mostly in the same turn: its digest is computed once.
    private ulong DigestOf(string key)
    {
        if (!ReferenceEquals(key, _lastDigest.Key)) _lastDigest = (key, CommandKeys.Digest(key));
        return _lastDigest.Digest;
    }

    private readonly record struct CommandUnderWay(string Fingerprint, Task Task);
}
