using System.Collections.Immutable;
using Concert.Catalog;
using Concert.CheckIns;
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
/// A user's money and reservations. Each command reads the clock, applies the rules, makes the event durable, and answers. Commands
/// interleave, so that many share one commit; each one decides in one turn. This part: money.
/// </summary>
[Reentrant]
internal sealed partial class UserWalletGrain(
    IUserJournal journal,
    [PersistentState(StorageNames.UserWallet, StorageNames.Provider)] IPersistentState<UserWalletSnapshot> snapshot,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    ReservationsOptions options,
    ILogger<UserWalletGrain> logger)
    : Grain, IWalletGrain, IReservationsGrain, ICheckInGrain, ISeatDriverHost, ILifecycleParticipant<IGrainLifecycle>
{
    private const int MaxDriveAttempts = 2;

    private Task<JournalPage>? _firstRows;
    private UserJournalSession _journal = null!;
    private SeatDriver _seats = null!;
    private UserId _user;

    // Before Orleans reads the snapshot, so that both reads share a query.
    void ILifecycleParticipant<IGrainLifecycle>.Participate(IGrainLifecycle lifecycle)
    {
        _firstRows = journal.ReadFirstAsync(new(this.GetPrimaryKeyString()));
        // Nobody awaits it if the user has a snapshot, or if that can't be read.
        _firstRows.Ignore();
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _user = new(this.GetPrimaryKeyString());
        _snapshots = new(snapshot.State.Seq);
        _journal = await UserJournalSession.LoadAsync(
            _user,
            TakeSnapshot(),
            journal,
            DeactivateOnIdle,
            _firstRows,
            session => SnapshotIfDue(session, isLoading: true),
            cancellationToken);
        _firstRows = null;
        _journal.OnDurable = () => SnapshotIfDue(_journal);
        _seats = new(_user, this);
        SnapshotIfDue(_journal);
    }

    public async Task<WalletView> Read()
    {
        await _journal.WhenCurrentAsync();
        var state = _journal.Durable;
        return new(state.Balance, TicketRules.Count(state, time.GetUtcNow()), TicketRules.Until(state));
    }

    public async Task<Outcome<ChargeReceipt>> Charge(ChargeWallet command)
    {
        var outcome = await _journal.OnceAsync(
            command.Key,
            () => DecideAsync(PaymentRules.Charge(_journal.Decided, command.Amount, time.GetUtcNow()), command.Key));
        return outcome.Select(e => new ChargeReceipt(e.TransactionId, e.Amount, e.Balance));
    }

    public async Task<Outcome<PaymentReceipt>> Pay(PayReservation command)
    {
        var outcome = await _journal.OnceAsync(command.Key, () => PayOnce(command));
        return outcome.Select(e => new PaymentReceipt(e.PaymentId, e.ReservationId, e.Amount, e.Balance, e.At, e.ChargeAmount));
    }

    public async Task<Outcome<RefundReceipt>> Refund(RefundPayment command)
    {
        var outcome = await _journal.OnceAsync(command.Key, () => RefundOnce(command));
        return outcome.Select(e => new RefundReceipt(e.RefundId, e.PaymentId, e.Amount, e.Balance));
    }

    public async Task<TransactionPage> Transactions(PageRequest page)
    {
        // One row more than requested shows whether there is a next page. Everything in the journal is durable.
        var rows = await journal.ReadLedgerAsync(_user, page.Before ?? long.MaxValue, page.Limit + 1);
        var items = rows.Take(page.Limit).Select(JournalRows.ToTransaction);
        return new([.. items], rows.Count > page.Limit ? rows[page.Limit - 1].Seq : null);
    }

    ValueTask<Reservation?> ISeatDriverHost.FindDurableAsync(ReservationId id) => _journal.FindDurableAsync(id);

    ISeatGrain ISeatDriverHost.Seat(PerformanceId performance, SeatId seat) =>
        GrainFactory.Grain<ISeatGrain>(SeatKey.Of(performance, seat));

    IQueueGrain ISeatDriverHost.Queue(ConcertId concert) => Queue(concert);

    private async Task<Outcome<UserWalletEvent.Paid>> PayOnce(PayReservation command)
    {
        await ExpireIfDueAsync(command.ReservationId, time.GetUtcNow());
        var outcome = await _journal.DecideAboutAsync(
            command.ReservationId,
            // The time of the decision: a read may come before it.
            state => PayAsync(state, command));
        if (outcome.IsGranted) TryDriveAsync(command.ReservationId).Ignore();
        return outcome;
    }

    private Task<Outcome<UserWalletEvent.Paid>> PayAsync(UserWalletState state, PayReservation command)
    {
        var (id, now) = (command.ReservationId, time.GetUtcNow());
        if (!command.ChargeMissing) return DecideAsync(PaymentRules.Pay(state, id, now, command.Amount), command.Key);
        var decision = PaymentRules.PayCharging(state, id, now, command.Amount, command.ChargeAtMost);
        return decision.IsGranted
            ? _journal.CommitAsync(decision.Value.Paid, command.Key, decision.Value.Charged)
            : Task.FromResult<Outcome<UserWalletEvent.Paid>>(decision.Refusal);
    }

    private async Task<Outcome<UserWalletEvent.Refunded>> RefundOnce(RefundPayment command)
    {
        if (Identifiers.ReservationOf(command.PaymentId) is not { } reservation) return new Refusal.PaymentNotFound();
        var outcome = await _journal.DecideAboutAsync(
            reservation, state => DecideAsync(PaymentRules.Refund(state, command.PaymentId, time.GetUtcNow()), command.Key));
        if (outcome.IsGranted) await TryDriveAsync(reservation);
        return outcome;
    }

    // Makes a decision durable before it is answered.
    private Task<Outcome<TEvent>> DecideAsync<TEvent>(Outcome<TEvent> decision, CommandKey key)
        where TEvent : UserWalletEvent =>
        decision.IsGranted ? _journal.CommitAsync(decision.Value, key) : Task.FromResult(decision);

    // The journal has decided. A call that fails because the seat's silo leaves reaches another silo at the second attempt, so that the
    // seats of a release are free when it is answered. A seat that cannot be updated now is updated by the next sweep of its seat map.
    private async Task TryDriveAsync(ReservationId id)
    {
        // What was decided just now is in memory; the call costs no read.
        var reservation = (await _journal.FindDurableAsync(id))!;
        await TryDriveAsync(id, [.. reservation.Seats.Select(seat => seat.SeatId)]);
    }

    private async Task TryDriveAsync(ReservationId id, ImmutableArray<SeatId> seats)
    {
        for (var attempt = 1; attempt <= MaxDriveAttempts; attempt++)
        {
            try
            {
                await _seats.DriveAsync(id, seats);
                return;
            }
            catch (Exception fault)
            {
                if (attempt == MaxDriveAttempts) LogDriveFailed(fault, id);
            }
        }
    }

    private IQueueGrain Queue(ConcertId concert) => GrainFactory.Grain<IQueueGrain>(concert.Value);

    private ICatalogGrain Catalog => GrainFactory.Grain<ICatalogGrain>(0);
}
