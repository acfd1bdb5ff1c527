using static Concert.Users.AUser;
using static Concert.Users.JournalCommands;

namespace Concert.Users;

/// <summary>Decided, durable, believed: in that order, whatever interleaves and whatever fails.</summary>
public sealed class UserJournalSessionTests
{
    private readonly InMemoryJournal _journal = new();
    private int _poisonedCount;

    [Fact]
    public async Task A_decision_is_believed_only_once_it_is_durable()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;

        var charge = Charge(history, "k1", 5_000);

        Assert.False(charge.IsCompleted);
        Assert.Equal((new Money(5_000), Money.Zero), (history.Decided.Balance, history.Durable.Balance));
        _journal.CommitAll();
        Assert.Equal(new Money(5_000), (await charge).Value!.Balance);
        Assert.Equal(new Money(5_000), history.Durable.Balance);
    }

    [Fact]
    public async Task Commands_decide_on_top_of_each_other_while_both_are_being_written()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;

        Task<Outcome<UserWalletEvent.Charged>>[] charges = [.. Enumerable.Range(1, 1_000).Select(n => Charge(history, $"k{n}", 10_000))];
        _journal.CommitAll();

        var balances = (await Task.WhenAll(charges)).Select(outcome => outcome.Value!.Balance.Amount);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(n => n * 10_000L), balances);
        Assert.Equal(new Money(10_000_000), history.Durable.Balance);
    }

    [Fact]
    public async Task The_same_key_sent_fifty_times_at_once_does_it_once()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;

        Task<Outcome<UserWalletEvent.Charged>>[] charges = [.. Enumerable.Range(0, 50).Select(_ => Charge(history, "k", 10_000))];
        _journal.CommitAll();

        var outcomes = await Task.WhenAll(charges);
        Assert.Single(outcomes.Select(outcome => outcome.Value).Distinct());
        Assert.Single(outcomes, outcome => !outcome.IsReplay);
        Assert.Single(_journal.Rows);
    }

    [Fact]
    public async Task A_key_is_answered_again_from_the_journal_also_by_the_next_activation()
    {
        var first = await Charge(await LoadAsync(), "k", 10_000);

        var next = await LoadAsync();
        var again = await Charge(next, "k", 10_000);

        Assert.Equal((false, first.AsReplay()), (first.IsReplay, again));
        Assert.Single(_journal.Rows);
        Assert.Equal(1, _journal.FindCount);
    }

    [Fact]
    public async Task A_new_key_costs_no_read()
    {
        var history = await LoadAsync();
        await Charge(history, "k1", 10_000);
        await Charge(history, "k2", 10_000);

        Assert.Equal(0, _journal.FindCount);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_while_the_first_is_under_way_and_after()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;

        var first = Charge(history, "k", 10_000);
        var other = Charge(history, "k", 20_000);
        _journal.CommitAll();

        Assert.True((await first).IsGranted);
        Assert.Equal(new Refusal.IdempotencyKeyReused(), (await other).Refusal);
        Assert.Equal(new Refusal.IdempotencyKeyReused(), (await Charge(history, "k", 30_000)).Refusal);
    }

    [Fact]
    public async Task A_command_that_was_refused_left_nothing_behind_and_is_tried_anew()
    {
        var history = await LoadAsync();
        var poor = await PayAsync(history, "pay", "A");
        await history.CommitAsync(new UserWalletEvent.Charged(history.Decided.NextTransactionId, new(50_000), new(50_000), Noon), null);
        await history.CommitAsync(new UserWalletEvent.Reserved(With(50_000).Holding("A").Find(Id("A"))!, Noon), null);

        var rich = await PayAsync(history, "pay", "A");

        Assert.Equal(new Refusal.ReservationNotFound(), poor.Refusal);
        Assert.True(rich.IsGranted);
    }

    [Fact]
    public async Task A_charge_and_its_payment_are_two_rows_of_one_append()
    {
        var history = await LoadAsync();
        await Charge(history, "k", 20_000);
        await history.CommitAsync(new UserWalletEvent.Reserved(With(20_000).Holding("A", 50_000).Find(Id("A"))!, Noon), null);
        _journal.IsHeldUp = true;

        var paying = PayChargingAsync(history, "pay", "A");

        Assert.Equal((2L, new Money(20_000)), (history.Durable.Seq, history.Durable.Balance));
        _journal.CommitAll();
        var paid = await paying;
        Assert.Equal((new Money(30_000), Money.Zero), (paid.Value!.ChargeAmount, paid.Value.Balance));
        Assert.Equal(["charged 30000 ", "paid -50000 pay"], _journal.Rows.Skip(2).Select(row => $"{row.Kind} {row.Amount} {row.Key?.Key}"));
        Assert.Equal((4L, Money.Zero), (history.Durable.Seq, history.Durable.Balance));
        var next = await LoadAsync();
        Assert.Equal((4L, Money.Zero, 2), (next.Durable.Seq, next.Durable.Balance, next.Names.Count));
        Assert.Equal(paid.AsReplay(), await PayChargingAsync(next, "pay", "A"));
        Assert.Equal(4, _journal.Rows.Count);
    }

    [Fact]
    public async Task A_charge_whose_payment_was_not_written_did_not_happen()
    {
        var history = await LoadAsync();
        await history.CommitAsync(new UserWalletEvent.Reserved(With(0).Holding("A", 50_000).Find(Id("A"))!, Noon), null);
        _journal.IsHeldUp = true;
        var paying = PayChargingAsync(history, "pay", "A");

        _journal.FailAll();

        await Assert.ThrowsAsync<UnavailableException>(() => paying);
        _journal.IsHeldUp = false;
        var next = await LoadAsync();
        Assert.Equal((1L, Money.Zero), (next.Durable.Seq, next.Durable.Balance));
        Assert.True((await PayChargingAsync(next, "pay", "A")).IsGranted);
        Assert.Equal(Money.Zero, next.Durable.Balance);
    }

    [Fact]
    public async Task Another_body_under_a_key_whose_first_command_is_refused_is_tried_by_itself()
    {
        var history = await LoadAsync();
        var gate = new TaskCompletionSource();
        var first = history.OnceAsync<UserWalletEvent.Charged>(new("k", "first"), async () =>
        {
            await gate.Task;
            return new Refusal.ReservationNotFound();
        });

        var other = Charge(history, "k", 10_000);
        gate.SetResult();

        Assert.False((await first).IsGranted);
        Assert.True((await other).IsGranted);
    }

    [Fact]
    public async Task A_row_that_could_not_be_written_ends_the_activation_and_all_that_follows_it()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;
        var first = Charge(history, "k1", 10_000);
        var second = Charge(history, "k2", 10_000);

        _journal.FailAll();

        await Assert.ThrowsAsync<UnavailableException>(() => first);
        await Assert.ThrowsAsync<UnavailableException>(() => second);
        await Assert.ThrowsAsync<UnavailableException>(() => Charge(history, "k3", 10_000));
        await Assert.ThrowsAsync<UnavailableException>(history.WhenDurableAsync);
        Assert.Equal(Money.Zero, history.Durable.Balance);
        Assert.NotEqual(0, _poisonedCount);
    }

    [Fact]
    public async Task A_write_whose_outcome_was_unknown_is_found_by_the_retry()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;
        var lost = Charge(history, "k", 10_000);
        _journal.FailAll(isWrittenAllTheSame: true);
        await Assert.ThrowsAsync<UnavailableException>(() => lost);

        _journal.IsHeldUp = false;
        var retry = await Charge(await LoadAsync(), "k", 10_000);

        Assert.Equal(new Money(10_000), retry.Value!.Balance);
        Assert.Single(_journal.Rows);
    }

    [Fact]
    public async Task A_refusal_waits_for_the_decision_it_rests_on()
    {
        var history = await LoadAsync();
        _journal.IsHeldUp = true;
        var charge = Charge(history, "k", 10_000);

        var waiting = history.WhenDurableAsync();

        Assert.False(waiting.IsCompleted);
        _journal.CommitAll();
        await waiting;
        await charge;
        Assert.Equal(history.Decided, history.Durable);
    }

    [Fact]
    public async Task A_journal_with_a_gap_is_not_gone_on_with()
    {
        await Charge(await LoadAsync(), "k1", 10_000);
        var gapped = new UserWalletSnapshot() with { Seq = -1 };

        await Assert.ThrowsAsync<InvariantException>(() => UserJournalSession.LoadAsync(Mina, gapped, _journal, Poisoned));
    }

    [Fact]
    public async Task A_long_journal_is_loaded_in_pages_and_what_was_loaded_can_be_kept_meanwhile()
    {
        var first = await LoadAsync();
        for (var n = 1; n <= 25; n++) await Charge(first, $"k{n}", 1_000);
        var paged = new InMemoryJournal(_journal.Rows) { PageSize = 10 };
        var kept = new List<UserWalletSnapshot>();

        var loaded = await UserJournalSession.LoadAsync(
            Mina, new(), paged, Poisoned, onPage: session => kept.Add(UserWalletSnapshot.Of(session.Durable, session.Names)));

        Assert.Equal((25L, new Money(25_000), 25), (loaded.Durable.Seq, loaded.Durable.Balance, loaded.Names.Count));
        Assert.Equal([10L, 20], kept.Select(snapshot => snapshot.Seq));
        Assert.Equal(3, paged.PageCount);
        var next = await UserJournalSession.LoadAsync(Mina, kept[1], paged, Poisoned);
        Assert.Equal((25L, new Money(25_000), 25), (next.Durable.Seq, next.Durable.Balance, next.Names.Count));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(25, 2)]
    public async Task First_rows_that_were_read_with_the_snapshot_are_not_read_again(int rows, int pages)
    {
        var session = await LoadAsync();
        for (var n = 1; n <= rows; n++) await Charge(session, $"k{n}", 1_000);
        var journal = new InMemoryJournal(_journal.Rows) { PageSize = 10 };
        var first = await journal.ReadFirstAsync(Mina);

        var loaded = await UserJournalSession.LoadAsync(Mina, new(), journal, Poisoned, Task.FromResult(first));
        Assert.Equal((rows, new Money(1_000 * rows), 1 + pages), (loaded.Durable.Seq, loaded.Durable.Balance, journal.PageCount));

        var snapshot = UserWalletSnapshot.Of(loaded.Durable, loaded.Names);
        var next = await UserJournalSession.LoadAsync(Mina, snapshot, journal, Poisoned, Task.FromResult(first));
        Assert.Equal((rows, new Money(1_000 * rows)), (next.Durable.Seq, next.Durable.Balance));
    }

    [Fact]
    public async Task An_activation_that_was_given_up_reads_no_further_page()
    {
        var first = await LoadAsync();
        for (var n = 1; n <= 25; n++) await Charge(first, $"k{n}", 1_000);
        var paged = new InMemoryJournal(_journal.Rows) { PageSize = 10 };
        using var givenUp = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => UserJournalSession.LoadAsync(Mina, new(), paged, Poisoned, onPage: _ => givenUp.Cancel(), cancellationToken: givenUp.Token));

        Assert.Equal(1, paged.PageCount);
    }

    // With too many names none is kept: each command reads whether its key is used.
    [Fact]
    public async Task Without_names_a_key_is_still_answered_from_the_journal()
    {
        var first = await Charge(await LoadAsync(), "k", 10_000);
        var snapshot = UserWalletSnapshot.Of((await LoadAsync()).Durable, UsedNames.Dropped());

        var next = await UserJournalSession.LoadAsync(Mina, snapshot, _journal, Poisoned);

        Assert.Equal(first.AsReplay(), await Charge(next, "k", 10_000));
        Assert.Equal(new Money(15_000), (await Charge(next, "k2", 5_000)).Value!.Balance);
        Assert.Equal(2, _journal.Rows.Count);
    }

    private Task<UserJournalSession> LoadAsync() => UserJournalSession.LoadAsync(Mina, new(), _journal, Poisoned);

    private void Poisoned() => _poisonedCount++;
}
