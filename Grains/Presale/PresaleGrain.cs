using System.Collections.Immutable;
using Concert.Storage;
using Orleans.Concurrency;

namespace Concert.Presale;

/// <summary>
/// The presale codes of a concert. Calls interleave: a command is decided in one turn, and its rows go to the database one write after
/// another, so that after a crash the uses of each code are numbered without a gap. Uses that come while a write is under way share the
/// next one.
/// </summary>
[Reentrant]
internal sealed class PresaleGrain(IPresaleStore store) : Grain, IPresaleGrain
{
    // A write of these takes some tens of milliseconds: nobody waits long for those who came at the same time.
    private const int MaxUsesOfWrite = 512;

    private readonly AppendChain _chain = new();
    private readonly Dictionary<UserId, Task> _using = [];
    private ConcertId _concert;
    private PresaleState _state = null!;
    private long _durableVersion;
    private long _sentVersion;
    private Task _tail = Task.CompletedTask;
    private List<PresaleUse>? _next;
    private Task _nextWrite = Task.CompletedTask;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _concert = new(this.GetPrimaryKeyString());
        var rows = await store.ReadAsync(_concert);
        _state = PresaleState.Of(rows);
        _durableVersion = _sentVersion = rows.Version;
    }

    public async Task<PresaleSummary> SetCodes(ImmutableArray<PresaleCode> codes)
    {
        _chain.ThrowIfBroken();
        foreach (var code in codes) Invariant.Holds(code.Joins >= 0, code.ToString());
        PresaleCode[] set = [.. codes.Select(code => PresaleRules.Set(_state, code))];
        _state = _state.With(set);
        var summary = _state.Summary;
        await WriteAsync(version => store.WriteCodesAsync(_concert, version, set));
        return summary;
    }

    public async Task RemoveCodes()
    {
        _chain.ThrowIfBroken();
        _state = _state.WithoutCodes();
        await WriteAsync(version => store.RemoveCodesAsync(_concert, version));
    }

    public async Task<PresaleSummary> Summary()
    {
        _chain.ThrowIfBroken();
        // Without this read an outdated activation would say that the concert needs no code.
        await FindCurrentAsync(default);
        var summary = _state.Summary;
        await WhenDurableAsync();
        return summary;
    }

    public async Task<Refusal?> Use(UserId userId, string codeHash)
    {
        // One call of a user after another: two would both find no use of the user, and the second write would end the activation.
        while (_using.TryGetValue(userId, out var earlier)) await earlier;
        _chain.ThrowIfBroken();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _using.Add(userId, done.Task);
        try
        {
            return await UseAsync(userId, codeHash);
        }
        finally
        {
            _using.Remove(userId);
            done.SetResult();
        }
    }

    private async Task<Refusal?> UseAsync(UserId userId, string codeHash)
    {
        if (await FindCurrentAsync(userId)) return null;
        // The codes were removed since the gateway asked.
        var number = _state.Summary.CodeCount == 0 ? 0 : PresaleRules.Use(_state, codeHash);
        if (number is { IsGranted: true, Value: > 0 })
        {
            _state = _state.WithUse(codeHash);
            await WriteAsync(new PresaleUse(codeHash, number.Value, userId));
            return null;
        }

        await WhenDurableAsync();
        return number.Refusal;
    }

    /// <summary>
    /// Whether the user has a use, as the database says. The version that is read with it must be one that this activation wrote or is
    /// writing: otherwise a later activation has written since, or a failover of the database has lost commits.
    /// </summary>
    private async Task<bool> FindCurrentAsync(UserId userId)
    {
        var durable = _durableVersion;
        var found = await store.FindAsync(_concert, userId);
        _chain.ThrowIfBroken();
        if (found.Version >= durable && found.Version <= _sentVersion) return found.HasUse;
        throw Fail(new StorageConflictException($"Version {found.Version} of the presale of {_concert} has a later activation."));
    }

    private Task WriteAsync(PresaleUse use)
    {
        if (_next is { Count: < MaxUsesOfWrite } next)
        {
            next.Add(use);
            return _nextWrite;
        }

        List<PresaleUse> uses = [use];
        _next = uses;
        return _nextWrite = _tail = WriteAfterAsync(_tail, version =>
        {
            if (ReferenceEquals(_next, uses)) _next = null;
            return store.WriteUsesAsync(_concert, version, uses);
        });
    }

    private Task WriteAsync(Func<long, Task> write)
    {
        // Uses that are decided from now on are written after this.
        _next = null;
        return _tail = WriteAfterAsync(_tail, write);
    }

    private async Task WriteAfterAsync(Task before, Func<long, Task> write)
    {
        await before;
        _chain.ThrowIfBroken();
        try
        {
            _sentVersion = _durableVersion + 1;
            await write(_durableVersion);
            _durableVersion = _sentVersion;
        }
        catch (Exception fault)
        {
            throw Fail(fault);
        }
    }

    private UnavailableException Fail(Exception fault) => _chain.Fail($"The presale of {_concert}", fault, DeactivateOnIdle);

    private async Task WhenDurableAsync()
    {
        await _tail;
        _chain.ThrowIfBroken();
    }
}
