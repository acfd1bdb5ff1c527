using System.Globalization;
using Concert.Storage;

namespace Concert.Seats;

/// <summary>
/// One seat. Calls come one at a time: the 999 who lose wait for the one write and are then refused from memory, each by
/// a state that is durable.
/// </summary>
internal sealed class SeatGrain(
    [PersistentState(StorageNames.Seat, StorageNames.Provider)] IPersistentState<SeatState> row) : Grain, ISeatGrain
{
    private bool _isPoisoned;
    private PerformanceId _performance;
    private SeatId _seat;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_performance, _seat) = SeatKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<Outcome<SeatHold>> Hold(SeatHold hold)
    {
        ThrowIfPoisoned();
        var decision = SeatRules.Hold(row.State, _seat, hold);
        if (!decision.IsGranted) return decision.Refusal;
        await BecomeAsync(decision.Value);
        return hold;
    }

    public Task<SeatStatus> Read()
    {
        ThrowIfPoisoned();
        return Task.FromResult(row.State.Status);
    }

    public Task Withdraw(ReservationId reservationId, string attempt) =>
        BecomeAsync(SeatRules.Withdraw(row.State, reservationId, attempt));

    public Task Free(ReservationId reservationId) => BecomeAsync(SeatRules.Free(row.State, reservationId));

    public Task Sell(SeatSale sale) => BecomeAsync(SeatRules.Sell(row.State, sale));

    private async Task BecomeAsync(SeatState next)
    {
        ThrowIfPoisoned();
        if (next == row.State) return;
        row.State = next;
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception fault)
        {
            // Whether it was written is unknown, and another activation may have the seat: this one is over.
            _isPoisoned = true;
            DeactivateOnIdle();
            throw new UnavailableException($"Seat {_seat} of {_performance} may not be durable.", fault);
        }

        TellMap(next);
    }

    // One way and after the fact: the map is a picture, and a lost message is made good by its next sweep.
    private void TellMap(SeatState state) =>
        GrainFactory.GetGrain<ISeatMapGrain>(_performance.Value)
            .SeatChanged(new(_seat, VersionOf(row.Etag), state.Status, state.ReservationId, state.UserId, state.Until))
            .Ignore();

    // Both storage providers use the row's version as its ETag.
    private static long VersionOf(string? etag) => long.Parse(etag!, CultureInfo.InvariantCulture);

    private void ThrowIfPoisoned()
    {
        if (_isPoisoned) throw new UnavailableException($"Seat {_seat} of {_performance} lost touch with its row; ask again.");
    }
}
