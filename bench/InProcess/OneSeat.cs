using Concert.Users;
using Concert.Seats;

namespace Concert.Bench;

/// <summary>Many users want one seat at once; exactly one gets it.</summary>
internal static class OneSeat
{
    private const string CountHeld = """
        select count(*) from grain_state where grain_type = 'seat' and grain_key = $1 and state ->> 'status' = 'Held'
        """;

    private const string CountBaselineHeld = "select count(*) from baseline.seat where seat_key = $1 and status = 'Held'";

    public static async Task<OpenWorkload> OpenAsync(BenchServer server, string name, int contenderCount, params Bar[] bars)
    {
        var lab = await Lab.OpenAsync(server);
        List<IContender> contenders = [Ours(lab, contenderCount)];
        foreach (var (baseline, holdAsync) in SeatBaselines.All)
        {
            contenders.Add(new Contender(
                baseline,
                round => SeatBaselines.CreateAsync(lab.Sql, [KeyOf(round)]),
                async round =>
                {
                    var wishes = WishesOf(round, contenderCount);
                    var (granted, elapsed) = await Clients.AskAsync(contenderCount, i => holdAsync(lab.Sql, wishes[i]));
                    Check.Equal(1, granted.Count(isGranted => isGranted));
                    Check.Equal(1, await lab.CountAsync(CountBaselineHeld, KeyOf(round)));
                    return new(contenderCount, elapsed);
                }));
        }

        return new(new(name, "requests", contenders, bars), lab);
    }

    private static Contender Ours(Lab lab, int contenderCount) => new(
        Names.Concert,
        async round =>
        {
            var performance = await lab.CreatePerformanceAsync($"{round}", seatCount: 1);
            await lab.Grains.Grain<ISeatMapGrain>(performance.PerformanceId.Value).Count();
        },
        async round =>
        {
            var seat = lab.Grains.Grain<ISeatGrain>(KeyOf(round));
            var holds = HoldsOf(round, contenderCount);
            var (outcomes, elapsed) = await Clients.AskAsync(contenderCount, i => seat.Hold(holds[i]));
            Check.Equal(1, outcomes.Count(outcome => outcome.IsGranted));
            Check.Equal(1, await lab.CountAsync(CountHeld, KeyOf(round)));
            return new(contenderCount, elapsed);
        });

    private static string KeyOf(int round) => $"p_{round}/1-1-1";

    private static SeatWish[] WishesOf(int round, int count) =>
        [.. HoldsOf(round, count).Select(hold => SeatWishes.Of(KeyOf(round), hold))];

    private static SeatHold[] HoldsOf(int round, int count) =>
        [.. Enumerable.Range(0, count).Select(i => SeatWishes.HoldOf(new($"u_{round}_{i}"), "reserve"))];
}

/// <summary>What users ask of seats, for all contenders alike.</summary>
internal static class SeatWishes
{
    // Long after the run: no hold ends while something is measured.
    private static readonly DateTimeOffset Until = TimeProvider.System.GetUtcNow().AddHours(6);

    public static SeatHold HoldOf(UserId user, string key) =>
        new(Identifiers.Reservation(user, key), user, Identifiers.Attempt(user.Value, 1), Until);

    public static SeatWish Of(string seatKey, SeatHold hold) =>
        new(seatKey, hold.ReservationId.Value, hold.UserId.Value, hold.Until.UtcDateTime);
}
