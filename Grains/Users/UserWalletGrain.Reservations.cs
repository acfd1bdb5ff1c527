using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>This part: reservations. Only this grain decides their status; seats follow.</summary>
internal sealed partial class UserWalletGrain
{
    private readonly Dictionary<ReservationId, (PerformanceId PerformanceId, int Count, DateTimeOffset Until)> _pending = [];
    private long _attemptCount;

    public async Task<Outcome<ReservationView>> Reserve(ReserveSeats command)
    {
        var outcome = await _journal.OnceAsync(command.Key, () => ReserveOnce(command));
        return outcome.Select(e => ViewOf(e.Reservation));
    }

    public async Task<Outcome<ReservationView>> Find(ReservationId reservationId)
    {
        await ExpireIfDueAsync(reservationId, time.GetUtcNow());
        return _journal.Durable.Find(reservationId) is { Seats.IsEmpty: false } reservation
            ? ViewOf(reservation)
            : new Refusal.ReservationNotFound();
    }

    public async Task<ReservationPage> List(PageRequest page)
    {
        var now = time.GetUtcNow();
        var due = _journal.Decided.Reservations.Values.Where(reservation => IsDue(reservation, now)).ToList();
        foreach (var reservation in due) await ExpireIfDueAsync(reservation.ReservationId, now);
        var newestFirst = _journal.Durable.Reservations.Values
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
        var decision = ReservationRules.Release(_journal.Decided, reservationId, now);
        if (!decision.IsGranted) return await RefuseAsync<ReservationView>(decision.Refusal);
        if (decision.Value.Event is { } released) await _journal.CommitAsync(released, key: null);
        // A repeated release has nothing to commit. It is answered once the row of the first one is durable.
        await _journal.WhenDurableAsync();
        await TryDriveAsync(reservationId);
        return ViewOf(_journal.Durable.Find(reservationId)!);
    }

    public async Task<ReservationResolution> Resolve(ResolveReservation command)
    {
        var id = command.ReservationId;
        var until = EndOfHolds(command);
        var now = time.GetUtcNow();
        if (ReservationRules.ExpireIfDue(_journal.Decided, id, command.PerformanceId, now, until) is { } expired)
            await _journal.CommitAsync(expired, key: null);
        // A command may still make it of these holds: nothing is decided, and the seats stay held.
        else if (_journal.Decided.Find(id) is null) return new(ReservationStatus.Held, until, until - now);
        await _journal.WhenDurableAsync();
        var resolution = await _seats.DriveAsync(id, command.SeatIds);
        return resolution with { DueIn = resolution.DueAt - time.GetUtcNow() };
    }

    // A command under way may hold further seats, and longer, than the caller knows.
    private DateTimeOffset? EndOfHolds(ResolveReservation command)
    {
        if (!_pending.TryGetValue(command.ReservationId, out var pending)) return command.Until;
        return command.Until > pending.Until ? command.Until : pending.Until;
    }

    private async Task<Outcome<UserWalletEvent.Reserved>> ReserveOnce(ReserveSeats command)
    {
        var id = Identifiers.Reservation(_user, command.Key.Key);
        var found = await Catalog.Layout(command.PerformanceId);
        if (!found.IsGranted) return found.Refusal;
        var layout = found.Value;
        if (ReservationRules.Examine(_journal.Decided, id, layout, command) is { } refusal)
            return await RefuseAsync<UserWalletEvent.Reserved>(refusal);
        var slot = await Queue(layout.ConcertId).Enter(new(_user, command.Ticket.Place));
        if (!slot.IsGranted) return slot.Refusal;

        var count = command.BestAvailable?.Quantity ?? command.SeatIds.Length;
        var allowed = ReservationRules.Allow(
            _journal.Decided, layout, count, PendingCount(layout.PerformanceId), options, time.GetUtcNow(), slot.Value.At);
        if (!allowed.IsGranted) return await RefuseAsync<UserWalletEvent.Reserved>(allowed.Refusal);

        // Counted from here on, before the first await: two requests at the same time share one limit.
        _pending.Add(id, (layout.PerformanceId, count, allowed.Value));
        try
        {
            var hold = new SeatHold(id, _user, NextAttempt(), allowed.Value);
            var attempt = new SeatHoldAttempt(GrainFactory, layout, hold);
            var held = command.BestAvailable is { } wanted
                ? await attempt.HoldBestAsync(wanted)
                : await attempt.HoldAllAsync(command.SeatIds);
            return held.IsGranted ? await ConfirmAsync(command, layout, attempt, held.Value) : held.Refusal;
        }
        finally
        {
            _pending.Remove(id);
        }
    }

    // Every seat is held and durable. This append makes the reservation; nothing before it does.
    private async Task<Outcome<UserWalletEvent.Reserved>> ConfirmAsync(
        ReserveSeats command, PerformanceLayout layout, SeatHoldAttempt attempt, ImmutableArray<SeatId> seats)
    {
        var hold = attempt.Hold;
        var decision = ReservationRules.Reserve(
            _journal.Decided, hold.ReservationId, layout, command.Ticket, seats, hold.Until, time.GetUtcNow());
        if (!decision.IsGranted)
        {
            await attempt.WithdrawAsync(seats);
            return await RefuseAsync<UserWalletEvent.Reserved>(decision.Refusal);
        }

        // If this fails the holds stay, because the row may be durable. A retry resolves them, or the end of the holds does.
        return await _journal.CommitAsync(decision.Value, command.Key);
    }

    // A reservation that is already decided is counted in the state.
    private int PendingCount(PerformanceId performance)
    {
        var count = 0;
        foreach (var (id, pending) in _pending)
        {
            if (pending.PerformanceId == performance && _journal.Decided.Find(id) is null) count += pending.Count;
        }

        return count;
    }

    private string NextAttempt() => Identifiers.Attempt(GrainContext.ActivationId.ToString(), ++_attemptCount);

    private static bool IsDue(Reservation reservation, DateTimeOffset now) =>
        reservation.Status is ReservationStatus.Held && now >= reservation.Until;

    // The grain answers "expired" only after the event is durable: the clock of the next activation's silo may be behind this one's.
    private async Task ExpireIfDueAsync(ReservationId id, DateTimeOffset now)
    {
        if (_journal.Decided.Find(id) is not { } reservation || !IsDue(reservation, now)) return;
        await _journal.CommitAsync(ReservationRules.ExpireIfDue(_journal.Decided, id, reservation.PerformanceId, now)!, key: null);
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
