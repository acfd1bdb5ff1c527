using System.Globalization;
using Concert.Storage;
using Orleans.Concurrency;

namespace Concert.Seats;

/// <summary>
/// One seat. Steps are taken one at a time: the 999 who lose wait for the one write and are then refused from memory, each
/// by a state that is durable. They wait here and not in the runtime's queue, which looks at every waiting call whenever one
/// comes or ends: with thousands after one seat that was most of the time.
/// </summary>
[Reentrant]
internal sealed class SeatGrain(
    [PersistentState(StorageNames.Seat, StorageNames.Provider)] IPersistentState<SeatState> row) : Grain, ISeatGrain
{
    // On the activation's own scheduler, as ever; a step that failed has poisoned the activation, which says so itself.
    private const ConfigureAwaitOptions WaitWithoutFault =
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    private Task _step = Task.CompletedTask;
    private bool _isPoisoned;
    private PerformanceId _performance;
    private SeatId _seat;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_performance, _seat) = SeatKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<Outcome<SeatHold>> Hold(SeatHold hold) => StepAsync(state => SeatRules.Hold(state, _seat, hold), hold);

    public async Task<SeatStatus> Read()
    {
        while (!_step.IsCompleted) await _step.ConfigureAwait(WaitWithoutFault);
        ThrowIfPoisoned();
        return row.State.Status;
    }

    public Task Withdraw(ReservationId reservationId, string attempt) =>
        StepAsync(state => SeatRules.Withdraw(state, reservationId, attempt), reservationId);

    public Task Free(ReservationId reservationId) => StepAsync(state => SeatRules.Free(state, reservationId), reservationId);

    public Task Sell(SeatSale sale) => StepAsync(state => SeatRules.Sell(state, sale), sale);

    private async Task<Outcome<T>> StepAsync<T>(Func<SeatState, Outcome<SeatState>> decide, T granted)
        where T : notnull
    {
        // From the end of this loop to the next await nothing else of this activation runs: what is decided on is durable,
        // and no two steps are under way.
        while (!_step.IsCompleted) await _step.ConfigureAwait(WaitWithoutFault);
        ThrowIfPoisoned();
        var decision = decide(row.State);
        if (!decision.IsGranted) return decision.Refusal;
        if (decision.Value == row.State) return granted;
        await (_step = WriteAsync(decision.Value));
        return granted;
    }

    private async Task WriteAsync(SeatState next)
    {
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
        GrainFactory.Grain<ISeatMapGrain>(_performance.Value)
            .SeatChanged(new(_seat, VersionOf(row.Etag), state.Status, state.ReservationId, state.UserId, state.Until))
            .Ignore();

    // Both storage providers use the row's version as its ETag.
    private static long VersionOf(string? etag) => long.Parse(etag!, CultureInfo.InvariantCulture);

    private void ThrowIfPoisoned()
    {
        if (_isPoisoned) throw new UnavailableException($"Seat {_seat} of {_performance} lost touch with its row; ask again.");
    }
}
