using System.Globalization;
using Concert.Storage;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Concert.Seats;

/// <summary>
/// One seat. It takes one step at a time: of 1,000 contenders, 999 wait for the winner's write and are then refused by a state that
/// is durable, and that one read for all of them has confirmed. They wait here and not in the queue of the runtime, which scans all
/// waiting calls whenever one arrives or ends. With thousands of contenders for one seat, that scan took most of the time.
/// </summary>
[Reentrant]
internal sealed class SeatGrain(
    [PersistentState(StorageNames.Seat, StorageNames.Provider)] IPersistentState<SeatState> row) : Grain, ISeatGrain
{
    // Continues on the activation's scheduler. A step that failed has broken the fence, which the caller checks next.
    private const ConfigureAwaitOptions WaitWithoutFault =
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    private readonly AppendChain _fence = new();
    private Task _step = Task.CompletedTask;

    // The reads and writes of the row that have begun.
    private long _stepCount;

    private PerformanceId _performance;
    private SeatId _seat;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_performance, _seat) = SeatKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<Outcome<SeatHold>> Hold(SeatHold hold) => StepAsync(state => SeatRules.Hold(state, _seat, hold), _ => hold);

    public async Task<SeatStatus> Read() => (await StepAsync(state => state, state => state.Status)).Value;

    public Task Withdraw(ReservationId reservationId, string attempt) =>
        StepAsync(state => SeatRules.Withdraw(state, reservationId, attempt), _ => reservationId);

    public Task Free(ReservationId reservationId) => StepAsync(state => SeatRules.Free(state, reservationId), _ => reservationId);

    public Task Sell(SeatSale sale) => StepAsync(state => SeatRules.Sell(state, sale), _ => sale);

    private async Task<Outcome<T>> StepAsync<T>(Func<SeatState, Outcome<SeatState>> decide, Func<SeatState, T> answer)
        where T : notnull
    {
        var countAtCall = _stepCount;
        while (true)
        {
            // From the end of this loop to the next await nothing else runs in this activation: the decision is made on a durable
            // state, and no two steps are under way.
            while (!_step.IsCompleted) await _step.ConfigureAwait(WaitWithoutFault);
            _fence.ThrowIfBroken();
            // A read or write of the row that began after this call shows whether another activation has written it, whichever call
            // it was for: calls that wait at the same time share one read (ARCHITECTURE.md § Fencing).
            var isConfirmed = _stepCount > countAtCall;
            if (Decide(decide, isConfirmed) is { } decision)
            {
                if (decision.IsGranted && decision.Value != row.State)
                {
                    var write = TryWriteAsync(decision.Value);
                    _step = write;
                    if (await write) return answer(decision.Value);
                    continue;
                }

                if (isConfirmed) return decision.IsGranted ? answer(row.State) : decision.Refusal;
            }

            await (_step = ReadAsync());
        }
    }

    /// <returns>Null: only a state that is confirmed can be decided on.</returns>
    private Outcome<SeatState>? Decide(Func<SeatState, Outcome<SeatState>> decide, bool isConfirmed)
    {
        try
        {
            return decide(row.State);
        }
        catch (InvariantException) when (!isConfirmed)
        {
            // An invariant may only seem broken: the seat is another reservation's by a state that is out of date.
            return null;
        }
    }

    private async Task ReadAsync()
    {
        _stepCount++;
        try
        {
            await row.ReadStateAsync();
        }
        catch (Exception fault)
        {
            // Those who wait must not read one after another while the database is out of reach.
            throw _fence.Fail($"What seat {_seat} of {_performance} knows", fault, DeactivateOnIdle);
        }
    }

    /// <returns>False: another activation has written the row since, and now it is read. Every step may be decided again.</returns>
    private async Task<bool> TryWriteAsync(SeatState next)
    {
        _stepCount++;
        row.State = next;
        try
        {
            await row.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            await ReadAsync();
            return false;
        }
        catch (Exception fault)
        {
            // Whether the row was written is unknown, and another activation may own the seat.
            throw _fence.Fail($"Seat {_seat} of {_performance}", fault, DeactivateOnIdle);
        }

        NotifyMap(next);
        return true;
    }

    // One way, after the write: the map is only a view of the rows, and its next sweep corrects a lost message.
    private void NotifyMap(SeatState state) =>
        GrainFactory.Grain<ISeatMapGrain>(_performance.Value)
            .SeatChanged(new(_seat, VersionOf(row.Etag), state.Status, state.ReservationId, state.UserId, state.Until))
            .Ignore();

    // Both storage providers use the row's version as its ETag.
    private static long VersionOf(string? etag) => long.Parse(etag!, CultureInfo.InvariantCulture);
}
