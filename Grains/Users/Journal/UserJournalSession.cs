using Concert.Storage;

namespace Concert.Users;

/// <summary>
/// One activation's hold on a user's journal: what is decided, what is durable, and which commands were seen.
/// Rules decide on <see cref="Decided"/>, which moves on before the first await; answers rest on <see cref="Durable"/>.
/// One that could not write a row is of no further use: every later call throws (ARCHITECTURE.md § Durability).
/// </summary>
internal sealed class UserJournalSession(IUserJournal journal, UserWalletState state, CommandKeys keys, Action onPoisoned)
{
    private readonly AppendChain _chain = new();
    private readonly Dictionary<string, CommandUnderWay> _underWay = [];
    private readonly Queue<(UserWalletState After, ulong? Key)> _beingWritten = [];
    private Task _tail = Task.CompletedTask;
    private (string? Key, ulong Digest) _lastDigest;

    /// <summary>With every event that was handed to the journal.</summary>
    public UserWalletState Decided { get; private set; } = state;

    /// <summary>With every event that the journal has committed.</summary>
    public UserWalletState Durable { get; private set; } = state;

    public CommandKeys Keys { get; } = keys;

    /// <summary>Called whenever <see cref="Durable"/> has moved on.</summary>
    public Action? OnDurable { get; set; }

    /// <summary>Reads what is in the journal, from a snapshot on.</summary>
    public static async Task<UserJournalSession> LoadAsync(
        UserId user, UserWalletSnapshot snapshot, IUserJournal journal, Action onPoisoned)
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

        return new(journal, state, keys, onPoisoned);
    }

    /// <summary>
    /// Runs a command at most once for its key: one still under way is joined, one that succeeded is answered from its
    /// event, one that was refused left nothing behind and is tried anew.
    /// </summary>
    public Task<Outcome<UserWalletEvent>> OnceAsync(CommandKey key, Func<Task<Outcome<UserWalletEvent>>> execute)
    {
        if (_underWay.ContainsKey(key.Key)) return JoinAsync(key, execute);
        // It runs up to its first await before it is registered: no other call can come in between.
        var task = RunAsync(key, execute);
        if (!task.IsCompleted) _underWay[key.Key] = new(key.Fingerprint, task);
        return task;
    }

    /// <summary>Decided, durable, believed: in that order. Returns once the event is durable.</summary>
    /// <exception cref="UnavailableException">It may or may not be; this activation is over.</exception>
    /// <returns>The event, for the command whose outcome it is.</returns>
    public async Task<Outcome<UserWalletEvent>> CommitAsync(UserWalletEvent e, CommandKey? key)
    {
        ThrowIfPoisoned();
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
            Poison();
            throw new UnavailableException($"Row {row.Seq} of {row.UserId} may not be durable.", fault);
        }

        AdvanceDurable(next.Seq);
        return e;
    }

    /// <summary>A refusal, or a step towards others, may rest on a decision still being written: it waits for that.</summary>
    public async Task WhenDurableAsync()
    {
        ThrowIfPoisoned();
        var seq = Decided.Seq;
        try
        {
            await _tail;
        }
        catch (Exception fault)
        {
            throw new UnavailableException("What this rests on may not be durable.", fault);
        }

        AdvanceDurable(seq);
    }

    private async Task<Outcome<UserWalletEvent>> JoinAsync(CommandKey key, Func<Task<Outcome<UserWalletEvent>>> execute)
    {
        while (_underWay.TryGetValue(key.Key, out var first))
        {
            var outcome = await first.Task;
            if (first.Fingerprint == key.Fingerprint) return outcome;
            if (outcome.IsGranted) return new Refusal.IdempotencyKeyReused();
        }

        return await OnceAsync(key, execute);
    }

    private async Task<Outcome<UserWalletEvent>> RunAsync(CommandKey key, Func<Task<Outcome<UserWalletEvent>>> execute)
    {
        try
        {
            ThrowIfPoisoned();
            if (Keys.TryFind(DigestOf(key.Key), out var seq)
                && await journal.FindAsync(Decided.UserId, seq) is { Key: { } used } row
                && used.Key == key.Key)
            {
                return IdempotencyRules.Repeat(used, UserWalletJson.Read(row), key);
            }

            return await execute();
        }
        finally
        {
            _underWay.Remove(key.Key);
        }
    }

    // Rows of a user are committed in order: one that is durable has all before it durable too, whoever wakes first.
    private void AdvanceDurable(long seq)
    {
        var believed = Durable;
        while (_beingWritten.TryPeek(out var written) && written.After.Seq <= seq)
        {
            _beingWritten.Dequeue();
            Durable = written.After;
            if (written.Key is { } key) Keys.Add(key, Durable.Seq);
        }

        if (!ReferenceEquals(Durable, believed)) OnDurable?.Invoke();
    }

    // A command's key is looked for before it is used, mostly in the same turn: its digest is worked out once.
    private ulong DigestOf(string key)
    {
        if (!ReferenceEquals(key, _lastDigest.Key)) _lastDigest = (key, CommandKeys.Digest(key));
        return _lastDigest.Digest;
    }

    private void Poison()
    {
        _chain.Break();
        onPoisoned();
    }

    private void ThrowIfPoisoned()
    {
        if (_chain.IsBroken) throw new UnavailableException("This activation lost touch with its journal; ask again.");
    }

    private readonly record struct CommandUnderWay(string Fingerprint, Task<Outcome<UserWalletEvent>> Task);
}
