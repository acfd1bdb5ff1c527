namespace Concert.Bench.Workloads;

/// <summary>
/// Many users request a seat each, all at once. First touch: no seat was requested before, so each grain is activated, looks for its
/// row and inserts it. Warm: the grains are active and their rows exist.
/// </summary>
internal sealed class ManySeats(SiloFixture silo, int seatCount, bool isWarm)
{
    private const string CountHeld = """
        select count(*) from grain_state
        where grain_type = 'seat' and grain_key >= $1 || '/' and grain_key < $1 || '0' and state ->> 'status' = 'Held'
        """;

    private const string CountBaselineHeld = "select count(*) from baseline.seat where status = 'Held'";

    private PerformanceLayout _performance = null!;
    private SeatHold[] _holds = [];

    public static IReadOnlyList<Contender> Contenders(SiloFixture silo, int seatCount, bool isWarm)
    {
        var ours = new ManySeats(silo, seatCount, isWarm);
        return
        [
            new(ContenderNames.Concert, ours.PrepareAsync, ours.RunAsync),
            .. SeatBaselines.All.Select(baseline => new Contender(
                baseline.Name,
                round => round == 0
                    ? SeatBaselines.CreateAsync(silo.Sql, [.. Enumerable.Range(0, seatCount).Select(i => $"seat/{i}")])
                    : SeatBaselines.FreeAsync(silo.Sql),
                async round =>
                {
                    SeatWish[] wishes = [.. ours.HoldsOf(round).Select((hold, i) => SeatWishes.Of($"seat/{i}", hold))];
                    var (granted, elapsed) = await Clients.CallAtOnceAsync(seatCount, i => baseline.HoldAsync(silo.Sql, wishes[i]));
                    Require.Equal(seatCount, granted.Count(isGranted => isGranted));
                    Require.Equal(seatCount, await silo.CountAsync(CountBaselineHeld));
                    return new(seatCount, elapsed);
                })),
        ];
    }

    private async Task PrepareAsync(int round)
    {
        if (round > 0 && isWarm) await FreeAsync();
        if (round == 0 || !isWarm) _performance = await silo.CreatePerformanceAsync($"{round}", seatCount);
        await Require.EventuallyAsync(async () => await AvailableCountAsync() == seatCount);
        _holds = HoldsOf(round);
        if (round > 0 || !isWarm) return;
        await HoldAsync();
        await FreeAsync();
    }

    private async Task<Round> RunAsync(int round)
    {
        var (outcomes, elapsed) = await HoldAsync();
        Require.Equal(seatCount, outcomes.Count(outcome => outcome.IsGranted));
        Require.Equal(seatCount, await silo.CountAsync(CountHeld, _performance.PerformanceId.Value));
        // The seats notify their map after they have answered. That must not fall into the time of the next contender.
        await Require.EventuallyAsync(async () => await AvailableCountAsync() == 0);
        return new(seatCount, elapsed);
    }

    private Task<(Outcome<SeatHold>[] Answers, TimeSpan Elapsed)> HoldAsync() =>
        Clients.CallAtOnceAsync(seatCount, i => silo.SeatAt(_performance, i).Hold(_holds[i]));

    private async Task FreeAsync() =>
        await Clients.CallAtOnceAsync(seatCount, (long i) => silo.SeatAt(_performance, (int)i).Free(_holds[i].ReservationId));

    private async Task<int> AvailableCountAsync() => (await silo.MapOf(_performance).Count()).Value!.AvailableCount;

    private SeatHold[] HoldsOf(int round) =>
        [.. Enumerable.Range(0, seatCount).Select(i => SeatWishes.HoldOf(new($"u_{i}"), $"round {round}"))];
}
