using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>
/// One attempt to hold seats: all or none. The seats are held one after another in seat order, so that one of several overlapping
/// requests always succeeds. Held all at once, two users who want the same pair could each get one seat and both lose.
/// </summary>
/// <param name="grains">The seats, and their map.</param>
/// <param name="layout">The performance.</param>
/// <param name="hold">What each seat gets.</param>
/// <param name="cooling">Seats that must not be offered to the user, and when each may be again.</param>
internal sealed class SeatHoldAttempt(
    IGrainFactory grains, PerformanceLayout layout, SeatHold hold, ImmutableDictionary<SeatId, DateTimeOffset> cooling)
{
    // The number of best-available attempts when other users win the suggested seats.
    private const int MaxPicks = 16;

    public SeatHold Hold => hold;

    /// <summary>Where the organizer refuses it: the seats that the user names must not leave one seat alone. Nothing is held yet.</summary>
    /// <param name="seats">The seats that the user names; none if the service chooses.</param>
    /// <param name="kept">Seats that the reservation has and keeps.</param>
    /// <param name="dropped">Seats that the reservation gives back.</param>
    public async Task<Refusal.LoneSeat?> RefuseLoneAsync(
        ImmutableArray<SeatId> seats, ImmutableArray<SeatId> kept, ImmutableArray<SeatId> dropped)
    {
        if (!layout.RefusesLoneSeats || (seats.IsEmpty && dropped.IsEmpty)) return null;
        return await SeatMap.LeftAlone(seats, kept, dropped) is { IsEmpty: false } alone ? new(alone) : null;
    }

    public async Task<Outcome<ImmutableArray<SeatId>>> HoldAllAsync(ImmutableArray<SeatId> seats)
    {
        var ordered = seats.Sort((a, b) => layout.IndexOf(a).CompareTo(layout.IndexOf(b)));
        var refusedAt = await HoldInOrderAsync(ordered);
        if (refusedAt < 0) return ordered;
        var taken = await FindTakenAsync(ordered, refusedAt);
        return new Refusal.SeatTaken(taken, await SuggestAsync(ordered));
    }

    public async Task<Outcome<ImmutableArray<SeatId>>> HoldBestAsync(BestAvailable wanted)
    {
        var taken = ImmutableArray<SeatId>.Empty;
        for (var pick = 0; pick < MaxPicks; pick++)
        {
            var picked = await SeatMap.PickBest(wanted, [.. taken, .. cooling.Keys]);
            if (!picked.IsGranted) return await ExplainAsync(picked.Refusal, wanted, taken);
            var refusedAt = await HoldInOrderAsync(picked.Value);
            if (refusedAt < 0) return picked.Value;
            taken = taken.Add(picked.Value[refusedAt]);
        }

        return new Refusal.SeatTaken(taken, []);
    }

    /// <summary>Withdraws the holds of this attempt; those of a later attempt stay.</summary>
    public Task WithdrawAsync(ImmutableArray<SeatId> seats) =>
        Task.WhenAll(seats.Select(seat => Seat(seat).Withdraw(hold.ReservationId, hold.Attempt)));

    // A silo of version 0.1.0 has no SuggestExcept.
    private Task<ImmutableArray<ImmutableArray<SeatId>>> SuggestAsync(ImmutableArray<SeatId> seats) =>
        cooling.IsEmpty ? SeatMap.Suggest(seats) : SeatMap.SuggestExcept(seats, [.. cooling.Keys]);

    // "Sold out" would be wrong where only the seats are left that the user let go just now.
    private async Task<Refusal> ExplainAsync(Refusal refusal, BestAvailable wanted, ImmutableArray<SeatId> taken)
    {
        if (refusal is not Refusal.SoldOut || cooling.IsEmpty) return refusal;
        var picked = await SeatMap.PickBest(wanted, taken);
        return picked.IsGranted ? ReservationRules.RefuseCooling(cooling, picked.Value) ?? refusal : refusal;
    }

    /// <returns>The index of the first seat that was refused, with no seat held; -1 when all are held.</returns>
    private async Task<int> HoldInOrderAsync(ImmutableArray<SeatId> seats)
    {
        for (var i = 0; i < seats.Length; i++)
        {
            Outcome<SeatHold> held;
            try
            {
                held = await Seat(seats[i]).Hold(hold);
            }
            catch (Exception fault)
            {
                // Whether this seat is held is unknown. Withdrawing only frees the seats early; the end of the holds frees them too.
                WithdrawAsync(seats[..(i + 1)]).Ignore();
                throw new UnavailableException($"Seat {seats[i]} of {layout.PerformanceId} did not answer.", fault);
            }

            if (held.IsGranted) continue;
            await WithdrawAsync(seats[..i]);
            return i;
        }

        return -1;
    }

    // The seats before the refused one were available. Those after it were not requested: their status is read.
    private async Task<ImmutableArray<SeatId>> FindTakenAsync(ImmutableArray<SeatId> seats, int refusedAt)
    {
        var rest = seats[(refusedAt + 1)..];
        var statuses = await Task.WhenAll(rest.Select(seat => Seat(seat).Read()));
        return [seats[refusedAt], .. rest.Where((_, i) => statuses[i] is not SeatStatus.Available)];
    }

    private ISeatGrain Seat(SeatId seat) => grains.Grain<ISeatGrain>(SeatKey.Of(layout.PerformanceId, seat));

    private ISeatMapGrain SeatMap => grains.Grain<ISeatMapGrain>(layout.PerformanceId.Value);
}
