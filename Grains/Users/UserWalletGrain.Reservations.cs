using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>This part: reservations. Their fate is decided here alone; seats only follow.</summary>
internal sealed partial class UserWalletGrain
{
    private readonly Dictionary<ReservationId, (PerformanceId PerformanceId, int Count)> _pending = [];
    private long _attemptCount;

    public async Task<Outcome<ReservationView>> Reserve(ReserveSeats command)
    {
        var outcome = await _history.OnceAsync(command.Key, () => ReserveOnce(command));
        if (!outcome.IsGranted) return outcome.Refusal;
        return ViewOf(((UserWalletEvent.Reserved)outcome.Value).Reservation);
    }

    public async Task<Outcome<ReservationView>> Find(ReservationId reservationId)
    {
        await ExpireIfDueAsync(reservationId, time.GetUtcNow());
        return _history.Durable.Find(reservationId) is { Seats.IsEmpty: false } reservation
            ? ViewOf(reservation)
            : new Refusal.ReservationNotFound();
    }

    public async Task<ReservationPage> List(PageRequest page)
    {
        var now = time.GetUtcNow();
        var due = _history.Decided.Reservations.Values.Where(reservation => IsDue(reservation, now)).ToList();
        foreach (var reservation in due) await ExpireIfDueAsync(reservation.ReservationId, now);
        var newestFirst = _history.Durable.Reservations.Values
            .Where(reservation => !reservation.Seats.IsEmpty && reservation.Seq < (page.Before ?? long.MaxValue))
            .OrderByDescending(reservation => reservation.Seq)
            .Take(page.Limit + 1)
            .ToList();
        var items = newestFirst.Take(page.Limit).Select(ViewOf);
        return new([.. items], newestFirst.Count > page.Limit ? newestFirst[page.Limit - 1].Seq : null);
    }

    public async Task<Outcome<ReservationView>> Release(ReservationId reservationId)
    {
        var now = time.GetUtcNow();
        await ExpireIfDueAsync(reservationId, now);
        var decision = ReservationRules.Release(_history.Decided, reservationId, now);
        if (!decision.IsGranted)
        {
            await _history.WhenDurableAsync();
            return decision.Refusal;
        }

        foreach (var e in decision.Value) await _history.CommitAsync(e, key: null);
        // Who asks again has nothing to commit, and is not to be told before the first one's row is durable.
        await _history.WhenDurableAsync();
        await TryDriveAsync(reservationId);
        return ViewOf(_history.Durable.Find(reservationId)!);
    }

    public async Task<ReservationResolution> Resolve(ResolveReservation command)
    {
        var id = command.ReservationId;
        if (ReservationRules.ExpireIfDue(_history.Decided, id, command.PerformanceId, time.GetUtcNow()) is { } expired)
            await _history.CommitAsync(expired, key: null);
        await _history.WhenDurableAsync();
        return await DriveAsync(id, command.SeatIds);
    }

    private async Task<Outcome<UserWalletEvent>> ReserveOnce(ReserveSeats command)
    {
        var id = Identifiers.Reservation(_user, command.Key.Key);
        var found = await Catalog.Layout(command.PerformanceId);
        if (!found.IsGranted) return found.Refusal;
        var examined = ReservationRules.Examine(_history.Decided, id, found.Value, command);
        if (!examined.IsGranted) return await RefuseAsync(examined.Refusal);
        var layout = examined.Value;
        var slot = await Queue(layout.ConcertId).Enter(new(_user, command.Ticket.Place));
        if (!slot.IsGranted) return slot.Refusal;

        var count = command.BestAvailable?.Quantity ?? command.SeatIds.Length;
        var allowed = ReservationRules.Allow(
            _history.Decided, layout, count, PendingCount(layout.PerformanceId), options, time.GetUtcNow());
        if (!allowed.IsGranted) return await RefuseAsync(allowed.Refusal);

        // Counted from here on, before the first await: two requests at once share one limit.
        _pending.Add(id, (layout.PerformanceId, count));
        try
        {
            var hold = new SeatHold(id, _user, NextAttempt(), allowed.Value);
            var holder = new SeatHoldAttempt(GrainFactory, layout, hold);
            var held = command.BestAvailable is { } wanted
                ? await holder.HoldBestAsync(wanted)
                : await holder.HoldAllAsync(command.SeatIds);
            return held.IsGranted ? await ConfirmAsync(command, layout, holder, held.Value) : held.Refusal;
        }
        finally
        {
            _pending.Remove(id);
        }
    }

    // Every seat is held and durable; the reservation is made by this append and by nothing before it.
    private async Task<Outcome<UserWalletEvent>> ConfirmAsync(
        ReserveSeats command, PerformanceLayout layout, SeatHoldAttempt holder, ImmutableArray<SeatId> seats)
    {
        var hold = holder.Hold;
        var decision = ReservationRules.Reserve(
            _history.Decided, hold.ReservationId, layout, command.Ticket, seats, hold.Until, time.GetUtcNow());
        if (!decision.IsGranted)
        {
            await holder.WithdrawAsync(seats);
            return await RefuseAsync(decision.Refusal);
        }

        // If this fails the holds stay: the row may be durable. The retry finds out, or the holds' end does.
        return await _history.CommitAsync(decision.Value, command.Key);
    }

    // Those whose reservation is decided are counted there.
    private int PendingCount(PerformanceId performance)
    {
        var count = 0;
        foreach (var (id, pending) in _pending)
        {
            if (pending.PerformanceId == performance && _history.Decided.Find(id) is null) count += pending.Count;
        }

        return count;
    }

    private string NextAttempt() => Identifiers.Attempt(GrainContext.ActivationId.ToString(), ++_attemptCount);

    private static bool IsDue(Reservation reservation, DateTimeOffset now) =>
        reservation.Status is ReservationStatus.Held && now >= reservation.Until;

    // "Expired" is said only once it is so for good: another silo's clock may be behind this one's.
    private async Task ExpireIfDueAsync(ReservationId id, DateTimeOffset now)
    {
        if (_history.Decided.Find(id) is not { } reservation || !IsDue(reservation, now)) return;
        await _history.CommitAsync(ReservationRules.ExpireIfDue(_history.Decided, id, reservation.PerformanceId, now)!, key: null);
        await TryDriveAsync(id);
    }

    private static ReservationView ViewOf(Reservation reservation) => new(
        reservation.ReservationId,
        reservation.PerformanceId,
        reservation.Status,
        reservation.Seats,
        reservation.Amount,
        reservation.CreatedAt,
        reservation.Until,
        reservation.Status is ReservationStatus.Paid or ReservationStatus.Refunded
            ? Identifiers.Payment(reservation.ReservationId)
            : null);
}
