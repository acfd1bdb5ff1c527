using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Concert.Seats;

/// <summary>It has no state, so that it does not matter how many activations there are, and where.</summary>
[Reentrant]
internal sealed class SeatGroupGrain : Grain, ISeatGroupGrain
{
    private PerformanceId _performance;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _performance = new(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    // In order, so that one of several overlapping attempts always succeeds. Held all at once, two users who want the same pair could
    // each get one seat and both lose.
    public async Task<ImmutableArray<SeatId>> Hold(ImmutableArray<SeatId> seats, SeatHold hold)
    {
        for (var i = 0; i < seats.Length; i++)
        {
            if ((await Seat(seats[i]).Hold(hold)).IsGranted) continue;
            await Withdraw(seats[..i], hold.ReservationId, hold.Attempt);
            return [seats[i], .. await FindTakenAsync(seats[(i + 1)..])];
        }

        return [];
    }

    public Task Withdraw(ImmutableArray<SeatId> seats, ReservationId reservationId, string attempt) =>
        AllAsync(seats, seat => seat.Withdraw(reservationId, attempt));

    public Task Free(ImmutableArray<SeatId> seats, ReservationId reservationId) => AllAsync(seats, seat => seat.Free(reservationId));

    public Task Sell(ImmutableArray<SeatId> seats, SeatSale sale) => AllAsync(seats, seat => seat.Sell(sale));

    // Nobody has asked these to be held: their status is read.
    private async Task<ImmutableArray<SeatId>> FindTakenAsync(ImmutableArray<SeatId> seats)
    {
        var statuses = await Task.WhenAll(seats.Select(seat => Seat(seat).Read()));
        return [.. seats.Where((_, i) => statuses[i] is not SeatStatus.Available)];
    }

    private Task AllAsync(ImmutableArray<SeatId> seats, Func<ISeatGrain, Task> step) =>
        Task.WhenAll(seats.Select(seat => step(Seat(seat))));

    private ISeatGrain Seat(SeatId seat) => GrainFactory.Grain<ISeatGrain>(SeatKey.Of(_performance, seat));
}
