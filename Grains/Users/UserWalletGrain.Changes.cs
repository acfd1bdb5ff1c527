using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>This part: changes of the seats of a held reservation (ARCHITECTURE.md § Protocols).</summary>
internal sealed partial class UserWalletGrain
{
    // At most one change of a reservation is under way in this activation: the seats of the next one depend on it.
    private readonly Dictionary<ReservationId, TaskCompletionSource> _changing = [];

    // By how many seats the changes under way let a user's count grow.
    private readonly Dictionary<ReservationId, PendingHold> _growing = [];

    public async Task<Outcome<ReservationView>> Change(ChangeSeats command)
    {
        var outcome = await _journal.OnceAsync(command.Key, () => ChangeInTurn(command));
        // Also for a repeated command: the first one may have ended before the seats were free.
        if (outcome is { IsGranted: true, Value.Reservation: var changed })
            await TryDriveAsync(changed.ReservationId, changed.Changes[^1].SeatIds);
        return outcome.Select(e => ViewOf(e.Reservation));
    }

    private async Task<Outcome<UserWalletEvent.SeatsChanged>> ChangeInTurn(ChangeSeats command)
    {
        var id = command.ReservationId;
        while (_changing.TryGetValue(id, out var before)) await before.Task;
        var turn = _changing[id] = new();
        try
        {
            return await ChangeOnce(command);
        }
        finally
        {
            _growing.Remove(id);
            _changing.Remove(id);
            turn.SetResult();
        }
    }

    private async Task<Outcome<UserWalletEvent.SeatsChanged>> ChangeOnce(ChangeSeats command)
    {
        var id = command.ReservationId;
        await ExpireIfDueAsync(id, time.GetUtcNow());
        if (await _journal.DecideAboutAsync(id, state => Task.FromResult(state.Find(id))) is not { } reservation)
            return new Refusal.ReservationNotFound();
        var found = await Catalog.Layout(reservation.PerformanceId);
        if (!found.IsGranted) return found.Refusal;
        var layout = found.Value;
        var allowed = await _journal.DecideAboutAsync(id, state => Task.FromResult(AllowChange(state, layout, command)));
        if (!allowed.IsGranted) return allowed.Refusal;
        var hold = new SeatHold(id, _user, NextAttempt(), allowed.Value.Until);
        var attempt = new SeatHoldAttempt(GrainFactory, layout, hold, allowed.Value.Cooling);
        ImmutableArray<SeatId> kept = [.. reservation.Seats.Select(seat => seat.SeatId).Except(command.Drop)];
        if (await attempt.RefuseLoneAsync(command.Add, kept, command.Drop) is { } lone) return lone;
        // If it is refused, the reservation has all its seats still.
        var held = await attempt.HoldAllAsync(command.Add);
        if (!held.IsGranted) return held.Refusal;

        // Every added seat is held and durable. This append makes the change; nothing before it does. If the commit fails the holds
        // stay, because the row may be durable: they end with the reservation.
        var outcome = await _journal.DecideAboutAsync(id, state => CommitChangeAsync(state, layout, command));
        if (!outcome.IsGranted) await attempt.WithdrawAsync(command.Add);
        return outcome;
    }

    // Counted from the turn that allows it: two commands at the same time share the limit.
    private Outcome<HoldPermit> AllowChange(UserWalletState state, PerformanceLayout layout, ChangeSeats command)
    {
        var allowed = ChangeRules.Allow(state, layout, command, PendingHolds, options, time.GetUtcNow());
        if (allowed.IsGranted)
        {
            _growing[command.ReservationId] =
                new(layout.PerformanceId, Ticket: null, ChangeRules.GrowthOf(command), allowed.Value.Until);
        }

        return allowed;
    }

    private Task<Outcome<UserWalletEvent.SeatsChanged>> CommitChangeAsync(
        UserWalletState state, PerformanceLayout layout, ChangeSeats command)
    {
        // From here on the state counts its seats, or nothing does.
        _growing.Remove(command.ReservationId);
        return DecideAsync(ChangeRules.Change(state, layout, command, PendingHolds, options, time.GetUtcNow()), command.Key);
    }

    private PendingHold[] PendingHolds => [.. _pending.Values, .. _growing.Values];
}
