using Concert.Catalog;
using Concert.Seats;

namespace Concert.Bench;

/// <summary>
/// A seat each for many users at once. First touch: nobody has asked for any of the seats before, so that each one's grain
/// comes to life, looks for its row and writes it. Warm: the grains live and their rows exist.
/// </summary>
internal sealed class ManySeats(Lab lab, int seatCount, bool isWarm)
{
    private const string CountHeld = """
        select count(*) from grain_state
        where grain_type = 'seat' and grain_key >= $1 || '/' and grain_key < $1 || '0' and state ->> 'status' = 'Held'
        """;

    private const string CountBaselineHeld = "select count(*) from baseline.seat where status = 'Held'";

    private PerformanceLayout _performance = null!;
    private SeatHold[] _holds = [];

    public static async Task<OpenWorkload> OpenAsync(
        BenchServer server, string name, int seatCount, bool isWarm, params Bar[] bars)
    {
        var lab = await Lab.OpenAsync(server);
        var ours = new ManySeats(lab, seatCount, isWarm);
        List<IContender> contenders = [new Contender(Names.Concert, ours.PrepareAsync, ours.RunAsync)];
        foreach (var (baseline, holdAsync) in SeatBaselines.All)
        {
            contenders.Add(new Contender(
                baseline, round => PrepareBaselineAsync(lab, round, seatCount), RunBaselineAsync));

            async Task<Round> RunBaselineAsync(int round)
            {
                SeatWish[] wishes = [.. HoldsOf(round, seatCount).Select((hold, i) => SeatWishes.Of($"seat/{i}", hold))];
                var (granted, elapsed) = await Clients.AskAsync(seatCount, i => holdAsync(lab.Sql, wishes[i]));
                Check.Equal(seatCount, granted.Count(isGranted => isGranted));
                Check.Equal(seatCount, await lab.CountAsync(CountBaselineHeld));
                return new(seatCount, elapsed);
            }
        }

        return new(new(name, "holds", contenders, bars), lab);
    }

    private async Task PrepareAsync(int round)
    {
        if (round > 0 && isWarm) await FreeAsync();
        if (round == 0 || !isWarm) _performance = await lab.CreatePerformanceAsync($"{round}", seatCount);
        // Whoever books has looked at the seats before: their map is awake.
        await Check.EventuallyAsync(async () => await AvailableCountAsync() == seatCount);
        _holds = HoldsOf(round, seatCount);
        if (round > 0 || !isWarm) return;
        await HoldAsync();
        await FreeAsync();
    }

    private async Task<Round> RunAsync(int round)
    {
        var (outcomes, elapsed) = await HoldAsync();
        Check.Equal(seatCount, outcomes.Count(outcome => outcome.IsGranted));
        Check.Equal(seatCount, await lab.CountAsync(CountHeld, _performance.PerformanceId.Value));
        // What the seats tell their map after they have answered is not to run into the next contender's time.
        await Check.EventuallyAsync(async () => await AvailableCountAsync() == 0);
        return new(seatCount, elapsed);
    }

    private Task<(Outcome<SeatHold>[] Answers, TimeSpan Elapsed)> HoldAsync() =>
        Clients.AskAsync(seatCount, i => SeatAt(i).Hold(_holds[i]));

    private async Task FreeAsync() => await Clients.AskAsync(seatCount, i => SeatAt(i).Free(_holds[i].ReservationId));

    private ISeatGrain SeatAt(int index) =>
        lab.Grains.Grain<ISeatGrain>(SeatKey.Of(_performance.PerformanceId, _performance.SeatAt(index).SeatId));

    private async Task<int> AvailableCountAsync() =>
        (await lab.Grains.Grain<ISeatMapGrain>(_performance.PerformanceId.Value).Count()).Value!.AvailableCount;

    private static Task PrepareBaselineAsync(Lab lab, int round, int seatCount) => round == 0
        ? SeatBaselines.CreateAsync(lab.Sql, [.. Enumerable.Range(0, seatCount).Select(i => $"seat/{i}")])
        : SeatBaselines.FreeAsync(lab.Sql);

    private static SeatHold[] HoldsOf(int round, int count) =>
        [.. Enumerable.Range(0, count).Select(i => SeatWishes.HoldOf(new($"u_{i}"), $"round {round}"))];
}
