using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Concert.Users;

/// <summary>Snapshots of a user's journal: when they are written, what they contain, and what happens when they can't be written.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    private readonly ConcertCluster _cluster = new();
    private ASession _user = null!;
    private int _chargeCount;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _user = _cluster.User("mina", await _cluster.ConcertAsync());
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_snapshot_that_cannot_be_written_ends_no_activation_and_is_not_tried_again_for_each_command()
    {
        _cluster.Snapshots.FailNext(_user.User, new IOException("The database can't store it."));
        await ChargeAsync(128);
        await ChargeAsync(2_000);

        Assert.Equal(1, _cluster.Snapshots.ActivationsOf(_user.User));
        Assert.Equal(1, _cluster.Snapshots.AttemptsOf(_user.User));
        Assert.Equal(new Money(2_128_000), (await _user.Wallet.Read()).Balance);
    }

    [Fact]
    public async Task A_snapshot_that_could_not_be_written_is_tried_again_after_more_rows_and_some_time()
    {
        _cluster.Snapshots.FailNext(_user.User, new IOException("The database is read-only."));
        await ChargeAsync(128);
        await ChargeAsync(300);
        Assert.Equal(0, (await StoredAsync()).Seq);

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ChargeAsync(1);

        await ConcertCluster.EventuallyAsync(429L, async () => (await StoredAsync()).Seq, "The row of the stored snapshot");
        Assert.Equal(2, _cluster.Snapshots.AttemptsOf(_user.User));
    }

    // A newer activation has written: the journal would refuse the next row of this one.
    [Fact]
    public async Task An_activation_whose_snapshot_has_another_version_ends_and_nothing_is_lost()
    {
        await ChargeAsync(1);
        _cluster.Snapshots.FailNext(_user.User, new InconsistentStateException("Another version."));

        await ChargeAsync(200);

        Assert.Equal(new Money(201_000), (await _user.Wallet.Read()).Balance);
        Assert.Equal(2, _cluster.Snapshots.ActivationsOf(_user.User));
        Assert.Equal(new Money(1_000), (await _user.ChargeAsync(1_000, "charge-1")).Value!.Balance);
        Assert.Equal(new Money(202_000), (await _user.ChargeAsync(1_000, "one more")).Value!.Balance);
    }

    [Fact]
    public async Task A_long_journal_without_a_snapshot_is_loaded_in_parts_that_are_kept()
    {
        const int Count = 23_000;
        await AppendAsync(Count);

        Assert.Equal(new Money(Count * 1_000L), (await _user.Wallet.Read()).Balance);

        // A first page of 128 rows, then pages of 1,000: after 10,128 rows, and after twice as many. At the end none is due: less than a
        // quarter of the journal is new.
        await ConcertCluster.EventuallyAsync(21_128L, async () => (await StoredAsync()).Seq, "The row of the stored snapshot");
        Assert.Equal(2, _cluster.Snapshots.AttemptsOf(_user.User));
        await _cluster.Cluster.DeactivateAsync(_user.Wallet);
        Assert.Equal(new Money(Count * 1_000L), (await _user.Wallet.Read()).Balance);
        Assert.Equal(new Money(1_000), (await _user.ChargeAsync(1_000, "charge-1")).Value!.Balance);
    }

    [Fact]
    public async Task A_journal_that_was_loaded_without_a_snapshot_gets_one_at_once()
    {
        await AppendAsync(5_000);

        await _user.Wallet.Read();

        await ConcertCluster.EventuallyAsync(5_000L, async () => (await StoredAsync()).Seq, "The row of the stored snapshot");
    }

    private async Task ChargeAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _user.ChargeAsync(1_000, $"charge-{++_chargeCount}")));

    /// <summary>Writes charges to the journal without the user's grain.</summary>
    private async Task AppendAsync(int count)
    {
        var journal = _cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IUserJournal>();
        var chain = new AppendChain();
        var state = UserWalletState.Empty(_user.User);
        var appends = new List<Task>();
        for (var n = 1; n <= count; n++)
        {
            var charged = PaymentRules.Charge(state, new(1_000), ConcertCluster.Noon).Value!;
            state = state.Apply(charged);
            appends.Add(journal.AppendAsync([JournalRows.Of(charged, state, new($"charge-{n}", "charge 1000"))], chain));
        }

        await Task.WhenAll(appends);
    }

    private Task<UserWalletSnapshot> StoredAsync() => WatchedSnapshots.ReadAsync(_cluster, _user.User);
}
