using Concert.Catalog;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Storage;
using Concert.Wallets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Concert.Users;

/// <summary>
/// A user's money and reservations: asks the time, asks the rules, makes it durable, then answers. Commands interleave, so
/// that many share one commit; each decides in one turn, on a state that only grows. This part: money.
/// </summary>
[Reentrant]
internal sealed partial class UserWalletGrain(
    IUserJournal journal,
    [PersistentState(StorageNames.UserWallet, StorageNames.Provider)] IPersistentState<UserWalletSnapshot> snapshot,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    ReservationsOptions options,
    ILogger<UserWalletGrain> logger)
    : Grain, IWalletGrain, IReservationsGrain
{
    private const int MinRowsBetweenSnapshots = 128;

    private UserJournalSession _history = null!;
    private UserId _user;
    private Task _snapshotting = Task.CompletedTask;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _user = new(this.GetPrimaryKeyString());
        _history = await UserJournalSession.LoadAsync(_user, snapshot.State, journal, DeactivateOnIdle);
        _history.OnDurable = SnapshotIfDue;
    }

    public Task<WalletView> Read() => Task.FromResult(new WalletView(_history.Durable.Balance));

    public async Task<Outcome<ChargeReceipt>> Charge(ChargeWallet command)
    {
        var outcome = await _history.OnceAsync(
            command.Key,
            () => DecideAsync(PaymentRules.Charge(_history.Decided, command.Amount, time.GetUtcNow()), command.Key));
        if (!outcome.IsGranted) return outcome.Refusal;
        var e = (UserWalletEvent.Charged)outcome.Value;
        return new ChargeReceipt(e.TransactionId, e.Amount, e.Balance);
    }

    public async Task<Outcome<PaymentReceipt>> Pay(PayReservation command)
    {
        var outcome = await _history.OnceAsync(command.Key, () => PayOnce(command));
        if (!outcome.IsGranted) return outcome.Refusal;
        var e = (UserWalletEvent.Paid)outcome.Value;
        return new PaymentReceipt(e.PaymentId, e.ReservationId, e.Amount, e.Balance, e.At);
    }

    public async Task<Outcome<RefundReceipt>> Refund(RefundPayment command)
    {
        var outcome = await _history.OnceAsync(command.Key, () => RefundOnce(command));
        if (!outcome.IsGranted) return outcome.Refusal;
        var e = (UserWalletEvent.Refunded)outcome.Value;
        return new RefundReceipt(e.RefundId, e.PaymentId, e.Amount, e.Balance);
    }

    public async Task<TransactionPage> Transactions(PageRequest page)
    {
        // One more than asked for tells whether there is a next page. What the journal holds is durable.
        var rows = await journal.ReadLedgerAsync(_user, page.Before ?? long.MaxValue, page.Limit + 1);
        var items = rows.Take(page.Limit).Select(JournalRows.ToTransaction);
        return new([.. items], rows.Count > page.Limit ? rows[page.Limit - 1].Seq : null);
    }

    private async Task<Outcome<UserWalletEvent>> PayOnce(PayReservation command)
    {
        var now = time.GetUtcNow();
        await ExpireIfDueAsync(command.ReservationId, now);
        var outcome = await DecideAsync(PaymentRules.Pay(_history.Decided, command.ReservationId, now), command.Key);
        if (outcome.IsGranted) TryDriveAsync(command.ReservationId).Ignore();
        return outcome;
    }

    private async Task<Outcome<UserWalletEvent>> RefundOnce(RefundPayment command)
    {
        var outcome = await DecideAsync(
            PaymentRules.Refund(_history.Decided, command.PaymentId, time.GetUtcNow()), command.Key);
        if (outcome.IsGranted) await TryDriveAsync(((UserWalletEvent.Refunded)outcome.Value).ReservationId);
        return outcome;
    }

    // Makes a decision durable before it is answered; a refusal waits for what it may rest on.
    private Task<Outcome<UserWalletEvent>> DecideAsync<TEvent>(Outcome<TEvent> decision, CommandKey key)
        where TEvent : UserWalletEvent =>
        decision.IsGranted ? _history.CommitAsync(decision.Value, key) : RefuseAsync(decision.Refusal);

    private async Task<Outcome<UserWalletEvent>> RefuseAsync(Refusal refusal)
    {
        await _history.WhenDurableAsync();
        return refusal;
    }

    private void SnapshotIfDue()
    {
        var rowCount = _history.Durable.Seq - snapshot.State.Seq;
        // A quarter of the journal at least: writing snapshots stays cheaper than writing the journal, however long it is.
        if (_snapshotting.IsCompleted && rowCount >= Math.Max(MinRowsBetweenSnapshots, snapshot.State.Seq / 4))
            _snapshotting = SnapshotAsync();
    }

    // Nobody waits for it: it only shortens the next activation. Its version guard keeps an outdated activation from
    // writing; the journal's keys keep it from deciding.
    private async Task SnapshotAsync()
    {
        try
        {
            snapshot.State = UserWalletSnapshot.Of(_history.Durable, _history.Keys);
            await snapshot.WriteStateAsync();
        }
        catch (Exception fault)
        {
            LogSnapshotFailed(fault, _user);
            DeactivateOnIdle();
        }
    }

    private ISeatGrain Seat(PerformanceId performance, SeatId seat) =>
        GrainFactory.Grain<ISeatGrain>(SeatKey.Of(performance, seat));

    private IQueueGrain Queue(ConcertId concert) => GrainFactory.Grain<IQueueGrain>(concert.Value);

    private ICatalogGrain Catalog => GrainFactory.GetGrain<ICatalogGrain>(0);
}
