using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>
/// One try at holding seats: all or none. Seats are asked one after another in seat order, so that of overlapping
/// requests one always gets through; asked all at once, two users after the same pair could each get one and both lose.
/// </summary>
internal sealed class SeatHoldAttempt(IGrainFactory grains, PerformanceLayout layout, SeatHold hold)
{
    // Who leaves the choice to us gets another one when someone was quicker, so many times.
    private const int MaxPicks = 16;

    public SeatHold Hold => hold;

    public async Task<Outcome<ImmutableArray<SeatId>>> HoldAllAsync(ImmutableArray<SeatId> seats)
    {
        var ordered = seats.Sort((a, b) => layout.IndexOf(a).CompareTo(layout.IndexOf(b)));
        var refusedAt = await HoldInOrderAsync(ordered);
        if (refusedAt < 0) return ordered;
        var taken = await FindTakenAsync(ordered, refusedAt);
        return new Refusal.SeatTaken(taken, await SeatMap.Suggest(ordered));
    }

    public async Task<Outcome<ImmutableArray<SeatId>>> HoldBestAsync(BestAvailable wanted)
    {
        var taken = ImmutableArray<SeatId>.Empty;
        for (var pick = 0; pick < MaxPicks; pick++)
        {
            var picked = await SeatMap.PickBest(wanted, taken);
            if (!picked.IsGranted) return picked.Refusal;
            var refusedAt = await HoldInOrderAsync(picked.Value);
            if (refusedAt < 0) return picked.Value;
            taken = taken.Add(picked.Value[refusedAt]);
        }

        return new Refusal.SeatTaken(taken, []);
    }

    /// <summary>Takes this try's holds back; a later try's stay.</summary>
    public Task WithdrawAsync(ImmutableArray<SeatId> seats) =>
        Task.WhenAll(seats.Select(seat => Seat(seat).Withdraw(hold.ReservationId, hold.Attempt)));

    /// <returns>The index of the first seat that was refused, with none held; -1: all are held.</returns>
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
                // Whether this one is held is unknown. Taking back is a courtesy: their end frees them in any case.
                WithdrawAsync(seats[..(i + 1)]).Ignore();
                throw new UnavailableException($"Seat {seats[i]} of {layout.PerformanceId} did not answer.", fault);
            }

            if (held.IsGranted) continue;
            await WithdrawAsync(seats[..i]);
            return i;
        }

        return -1;
    }

    // The seats before the refused one were free; those after it were not asked for, only asked.
    private async Task<ImmutableArray<SeatId>> FindTakenAsync(ImmutableArray<SeatId> seats, int refusedAt)
    {
        var rest = seats[(refusedAt + 1)..];
        var statuses = await Task.WhenAll(rest.Select(seat => Seat(seat).Read()));
        return [seats[refusedAt], .. rest.Where((_, i) => statuses[i] is not SeatStatus.Available)];
    }

    private ISeatGrain Seat(SeatId seat) => grains.Grain<ISeatGrain>(SeatKey.Of(layout.PerformanceId, seat));

    private ISeatMapGrain SeatMap => grains.Grain<ISeatMapGrain>(layout.PerformanceId.Value);
}
