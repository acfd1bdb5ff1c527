using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Concert.Seats;

/// <summary>
/// A seat has a second activation for a while, as when a silo drains or was frozen: the other one has written the seat's row, which was
/// acknowledged, and the one that is asked does not know it. Whatever is asked, the first answer and the effect are those of the row.
/// </summary>
[Collection(nameof(ConcertCluster))]
public sealed class OutOfDateSeatTests(ConcertCluster cluster) : IAsyncLifetime
{
    private readonly ReservationId _first = new("r_first");
    private readonly ReservationId _second = new("r_second");
    private ISeatGrain _seat = null!;

    /// <summary>Each call of the seat's grain, with what only the row of the other activation makes right.</summary>
    private Dictionary<string, Func<Task>> Calls => new()
    {
        [nameof(ISeatGrain.Hold)] = HoldAsync,
        [nameof(ISeatGrain.Read)] = ReadAsync,
        [nameof(ISeatGrain.Withdraw)] = WithdrawAsync,
        [nameof(ISeatGrain.Free)] = FreeAsync,
        [nameof(ISeatGrain.Sell)] = SellAsync,
    };

    public static TheoryData<string> CallNames { get; } = [.. typeof(ISeatGrain).GetMethods().Select(call => call.Name)];

    public async ValueTask InitializeAsync() => _seat = cluster.Seat(await cluster.ConcertAsync(), "1-1-1");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(CallNames))]
    public Task Every_call_acts_on_what_another_activation_has_acknowledged(string call) => Calls[call]();

    [Fact]
    public async Task Contenders_who_wait_for_the_same_read_are_all_answered()
    {
        await _seat.Hold(HoldOf(_first));
        await ByOtherAsync(state => SeatRules.Free(state, _first));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => _seat.Hold(HoldOf(new($"r_{n}")))));

        Assert.Single(outcomes, outcome => outcome.IsGranted);
    }

    [Fact]
    public async Task Contenders_for_a_seat_that_another_activation_has_given_away_are_all_refused()
    {
        await _seat.Read();
        await ByOtherAsync(state => SeatRules.Hold(state, new("1-1-1"), HoldOf(_first)).Value!);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => _seat.Hold(HoldOf(new($"r_{n}")))));

        Assert.DoesNotContain(outcomes, outcome => outcome.IsGranted);
        Assert.Equal(_first, (await StoredRowAsync()).State!.ReservationId);
    }

    // A user released the reservation, and the next one was refused.
    private async Task HoldAsync()
    {
        await _seat.Hold(HoldOf(_first));
        await ByOtherAsync(state => SeatRules.Free(state, _first));

        Assert.True((await _seat.Hold(HoldOf(_second))).IsGranted);
    }

    private async Task ReadAsync()
    {
        await _seat.Hold(HoldOf(_first));
        await ByOtherAsync(state => SeatRules.Sell(state, new(_first, UserOf(_first))));

        Assert.Equal(SeatStatus.Sold, await _seat.Read());
    }

    // To the one that is asked there is nothing to withdraw, and the seat would stay held.
    private async Task WithdrawAsync()
    {
        await _seat.Read();
        var hold = HoldOf(_first);
        await ByOtherAsync(state => SeatRules.Hold(state, new("1-1-1"), hold).Value!);

        await _seat.Withdraw(_first, hold.Attempt);

        Assert.Equal(SeatStatus.Available, await StoredAsync());
    }

    private async Task FreeAsync()
    {
        await _seat.Read();
        await ByOtherAsync(state => SeatRules.Hold(state, new("1-1-1"), HoldOf(_first)).Value!);

        await _seat.Free(_first);

        Assert.Equal(SeatStatus.Available, await StoredAsync());
    }

    // To the one that is asked the seat is another reservation's, which would be a broken invariant.
    private async Task SellAsync()
    {
        await _seat.Hold(HoldOf(_first));
        await ByOtherAsync(state => SeatRules.Free(state, _first));
        await ByOtherAsync(state => SeatRules.Hold(state, new("1-1-1"), HoldOf(_second)).Value!);

        await _seat.Sell(new(_second, UserOf(_second)));

        Assert.Equal(SeatStatus.Sold, await StoredAsync());
    }

    private static UserId UserOf(ReservationId reservation) => new($"u_of_{reservation}");

    private static SeatHold HoldOf(ReservationId reservation) =>
        new(reservation, UserOf(reservation), $"attempt-of-{reservation}", ConcertCluster.Noon.AddMinutes(5));

    private async Task<SeatStatus> StoredAsync() => (await StoredRowAsync()).State!.Status;

    private async Task ByOtherAsync(Func<SeatState, SeatState> step)
    {
        var row = await StoredRowAsync();
        row.State = step(row.State!);
        await Storage.WriteStateAsync(StorageNames.Seat, _seat.GetGrainId(), row);
    }

    private async Task<GrainState<SeatState>> StoredRowAsync()
    {
        var row = new GrainState<SeatState>();
        await Storage.ReadStateAsync(StorageNames.Seat, _seat.GetGrainId(), row);
        return row;
    }

    private IGrainStorage Storage =>
        cluster.Cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(StorageNames.Provider);
}
