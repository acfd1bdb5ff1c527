using static Concert.Users.AUser;
using static Concert.Users.JournalCommands;

namespace Concert.Users;

/// <summary>Another activation appends to the same journal. What this one answers without an append of its own still holds.</summary>
public sealed class OutOfDateSessionTests
{
    private readonly InMemoryJournal _journal = new();
    private int _poisonedCount;

    [Fact]
    public async Task A_refusal_by_an_activation_that_lacks_a_row_of_another_one_is_not_answered()
    {
        var outOfDate = await LoadAsync();
        var other = await LoadAsync();
        await other.CommitAsync(new UserWalletEvent.Charged(other.Decided.NextTransactionId, new(50_000), new(50_000), Noon), null);
        await other.CommitAsync(new UserWalletEvent.Reserved(With(50_000).Holding("A").Find(Id("A"))!, Noon), null);

        await Assert.ThrowsAsync<UnavailableException>(() => PayAsync(outOfDate, "pay", "A"));

        Assert.Equal(1, _poisonedCount);
        await Assert.ThrowsAsync<UnavailableException>(() => Charge(outOfDate, "k", 10_000));
        Assert.True((await PayAsync(await LoadAsync(), "pay", "A")).IsGranted);
    }

    [Fact]
    public async Task An_activation_does_not_answer_for_rows_that_the_database_has_lost()
    {
        var history = await LoadAsync();
        await Charge(history, "k1", 10_000);
        await Charge(history, "k2", 10_000);
        await history.WhenCurrentAsync();
        _journal.LoseLast();

        await Assert.ThrowsAsync<UnavailableException>(history.WhenCurrentAsync);

        Assert.Equal(new Money(10_000), (await LoadAsync()).Durable.Balance);
    }

    [Fact]
    public async Task Rows_that_the_activation_appends_during_the_read_do_not_make_it_out_of_date()
    {
        var history = await LoadAsync();
        _journal.EndGate = new();
        var waiting = history.WhenCurrentAsync();

        await Charge(history, "k1", 10_000);
        _journal.IsHeldUp = true;
        var charge = Charge(history, "k2", 10_000);
        _journal.EndGate.SetResult();

        await waiting;
        Assert.Equal(0, _poisonedCount);
        _journal.CommitAll();
        await charge;
    }

    [Fact]
    public async Task A_row_of_another_activation_is_not_taken_for_a_row_of_the_same_seq_that_is_being_written()
    {
        var history = await LoadAsync();
        _journal.EndGate = new();
        var waiting = history.WhenCurrentAsync();
        await Charge(await LoadAsync(), "of the other", 10_000);
        _journal.IsHeldUp = true;
        var charge = Charge(history, "own", 20_000);

        _journal.EndGate.SetResult();

        Assert.False(waiting.IsCompleted);
        _journal.FailAll();
        await Assert.ThrowsAsync<UnavailableException>(() => waiting);
        await Assert.ThrowsAsync<UnavailableException>(() => charge);
    }

    [Fact]
    public async Task A_granted_command_costs_no_read_and_a_refused_one_costs_one()
    {
        var history = await LoadAsync();
        await Charge(history, "k", 10_000);
        Assert.Equal(0, _journal.EndCount);

        await PayAsync(history, "pay", "unknown");

        Assert.Equal(1, _journal.EndCount);
    }

    private Task<UserJournalSession> LoadAsync() =>
        UserJournalSession.LoadAsync(Mina, new(), _journal, () => _poisonedCount++);
}
