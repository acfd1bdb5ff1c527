using System.Collections.Immutable;
using Concert.Catalog;
using Concert.CheckIns;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>This part: reservations. Only this grain decides their status; seats follow.</summary>
internal sealed partial class UserWalletGrain
{
    private readonly Dictionary<ReservationId, PendingHold> _pending = [];
    private long _attemptCount;

    public async Task<Outcome<ReservationView>> Reserve(ReserveSeats command)
    {
        var outcome = await _journal.OnceAsync(command.Key, () => ReserveOnce(command));
        return outcome.Select(e => ViewOf(e.Reservation));
    }

    public async Task<Outcome<ReservationView>> Find(ReservationId reservationId)
    {
        await ExpireIfDueAsync(reservationId, time.GetUtcNow());
        await _journal.WhenCurrentAsync();
        return await _journal.FindDurableAsync(reservationId) is { IsTombstone: false } reservation
            ? ViewOf(reservation)
            : new Refusal.ReservationNotFound();
    }

    public async Task<ReservationPage> List(PageRequest page)
    {
        var now = time.GetUtcNow();
        var due = _journal.Decided.Reservations.Values.Where(reservation => IsDue(reservation, now)).ToList();
        foreach (var reservation in due) await ExpireIfDueAsync(reservation.ReservationId, now);
        await _journal.WhenCurrentAsync();
        // One more than requested shows whether there is a next page.
        var newestFirst = await _journal.ReadNewestAsync(page.Before ?? long.MaxValue, page.Limit + 1);
        var items = newestFirst.Take(page.Limit).Select(ViewOf);
        return new([.. items], newestFirst.Count > page.Limit ? newestFirst[page.Limit - 1].Seq : null);
    }

    public async Task<Outcome<ReservationView>> Release(ReservationId reservationId)
    {
        await ExpireIfDueAsync(reservationId, time.GetUtcNow());
        var refusal = await _journal.DecideAboutAsync(
            reservationId, state => ReleaseAsync(ReservationRules.Release(state, reservationId, time.GetUtcNow())));
        if (refusal is not null) return refusal;
        // A repeated release has nothing to commit. It is answered once the row of the first one is durable.
        await _journal.WhenDurableAsync();
        await TryDriveAsync(reservationId);
        return ViewOf((await _journal.FindDurableAsync(reservationId))!);
    }

    public async Task<ReservationResolution> Resolve(ResolveReservation command)
    {
        var id = command.ReservationId;
        if (await _journal.DecideAboutAsync(id, state => ResolveAsync(state, command)) is { } undecided) return undecided;
        var resolution = await _seats.DriveAsync(id, command.SeatIds);
        return resolution with { DueIn = resolution.DueAt - time.GetUtcNow() };
    }

    /// <returns>Null when the reservation is known, and its seats have to follow it.</returns>
    private async Task<ReservationResolution?> ResolveAsync(UserWalletState state, ResolveReservation command)
    {
        var id = command.ReservationId;
        var until = EndOfHolds(command);
        var now = time.GetUtcNow();
        if (ReservationRules.ExpireIfDue(state, id, command.PerformanceId, now, until) is { } expired)
        {
            await _journal.CommitAsync(expired, key: null);
            return null;
        }

        // The seats must not follow a status of the past: a paid reservation may have been refunded, and its seats sold to others.
        await _journal.WhenCurrentAsync();
        // A command may still make it of these holds: nothing is decided, and the seats stay held.
        return state.Find(id) is null ? new(ReservationStatus.Held, until, until - now) : null;
    }

    // A command under way may hold further seats, and longer, than the caller knows.
    private DateTimeOffset? EndOfHolds(ResolveReservation command)
    {
        if (!_pending.TryGetValue(command.ReservationId, out var pending)) return command.Until;
        return command.Until > pending.Until ? command.Until : pending.Until;
    }

    private async Task<Refusal?> ReleaseAsync(Outcome<ReleaseDecision> decision)
    {
        if (!decision.IsGranted)
        {
            await _journal.WhenCurrentAsync();
            return decision.Refusal;
        }

        if (decision.Value.Event is { } released) await _journal.CommitAsync(released, key: null);
        return null;
    }

    private async Task<Outcome<UserWalletEvent.Reserved>> ReserveOnce(ReserveSeats command)
    {
        var id = Identifiers.Reservation(_user, command.Key.Key);
        var found = await Catalog.Layout(command.PerformanceId);
        if (!found.IsGranted) return found.Refusal;
        var layout = found.Value;
        var refusal = await _journal.DecideAboutNewAsync(
            id, state => Task.FromResult(ReservationRules.Examine(state, id, layout, command)));
        if (refusal is not null) return refusal;
        var slot = await Queue(layout.ConcertId).Enter(new(_user, command.Ticket.Place));
        if (!slot.IsGranted) return slot.Refusal;

        var allowed = ReservationRules.Allow(
            _journal.Decided, layout, command, PendingHolds, options, time.GetUtcNow(), slot.Value.At);
        if (!allowed.IsGranted) return allowed.Refusal;

        // Counted from here on, before the first await: two requests at the same time share the limits.
        var permit = allowed.Value;
        _pending.Add(id, new(layout.PerformanceId, command.Ticket, ReservationRules.SeatCountOf(command), permit.Until));
        try
        {
            var hold = new SeatHold(id, _user, NextAttempt(), permit.Until);
            var attempt = new SeatHoldAttempt(GrainFactory, layout, hold, permit.Cooling);
            if (await attempt.RefuseLoneAsync(command.SeatIds, kept: [], dropped: []) is { } lone) return lone;
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
        // If the commit fails the holds stay, because the row may be durable. A retry resolves them, or the end of the holds does.
        var outcome = await _journal.DecideAboutNewAsync(hold.ReservationId, state => ConfirmAsync(ReservationRules.Reserve(
            state, hold.ReservationId, layout, command.Ticket, seats, hold.Until, options, time.GetUtcNow(),
            Identifiers.Number(hold.ReservationId, hold.Attempt)), command.Key));
        if (!outcome.IsGranted) await attempt.WithdrawAsync(seats);
        return outcome;
    }

    private Task<Outcome<UserWalletEvent.Reserved>> ConfirmAsync(Outcome<UserWalletEvent.Reserved> decision, CommandKey key)
    {
        if (!decision.IsGranted) return Task.FromResult(decision);
        // From here on the state counts its seats, until they are no longer held.
        _pending.Remove(decision.Value.Reservation.ReservationId);
        return _journal.CommitAsync(decision.Value, key);
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
            : null,
        reservation.Number,
        reservation.TicketVersion,
        reservation.CheckIns.IsEmpty
            ? null
            : [.. reservation.CheckIns.Select(checkIn => new TicketUse(checkIn.SeatId, checkIn.At, checkIn.Door))]);
}
