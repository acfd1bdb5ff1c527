using Concert.Users;

namespace Concert.Bench.Workloads;

/// <summary>Many users request one seat at once. Exactly one gets it.</summary>
internal static class OneSeat
{
    private const string CountHeld =
        "select count(*) from grain_state where grain_type = 'seat' and grain_key = $1 and state ->> 'status' = 'Held'";

    private const string CountBaselineHeld = "select count(*) from baseline.seat where seat_key = $1 and status = 'Held'";

    public static IReadOnlyList<Contender> Contenders(SiloFixture silo, int userCount) =>
    [
        new(
            ContenderNames.Concert,
            round => silo.CreatePerformanceAsync($"{round}", seatCount: 1),
            async round =>
            {
                var seat = silo.Grains.Grain<ISeatGrain>(KeyOf(round));
                var holds = HoldsOf(round, userCount);
                var (outcomes, elapsed) = await Clients.CallAtOnceAsync(userCount, i => seat.Hold(holds[i]));
                Require.Equal(1, outcomes.Count(outcome => outcome.IsGranted));
                Require.Equal(1, await silo.CountAsync(CountHeld, KeyOf(round)));
                return new(userCount, elapsed);
            }),
        .. SeatBaselines.All.Select(baseline => new Contender(
            baseline.Name,
            round => SeatBaselines.CreateAsync(silo.Sql, [KeyOf(round)]),
            async round =>
            {
                SeatWish[] wishes = [.. HoldsOf(round, userCount).Select(hold => SeatWishes.Of(KeyOf(round), hold))];
                var (granted, elapsed) = await Clients.CallAtOnceAsync(userCount, i => baseline.HoldAsync(silo.Sql, wishes[i]));
                Require.Equal(1, granted.Count(isGranted => isGranted));
                Require.Equal(1, await silo.CountAsync(CountBaselineHeld, KeyOf(round)));
                return new(userCount, elapsed);
            })),
    ];

    private static string KeyOf(int round) => $"p_{round}/1-1-1";

    private static SeatHold[] HoldsOf(int round, int count) =>
        [.. Enumerable.Range(0, count).Select(i => SeatWishes.HoldOf(new($"u_{round}_{i}"), "reserve"))];
}

/// <summary>What users request, the same for all contenders.</summary>
internal static class SeatWishes
{
    // Long after the run, so that no hold expires during a measurement.
    private static readonly DateTimeOffset Until = TimeProvider.System.GetUtcNow().AddHours(6);

    public static SeatHold HoldOf(UserId user, string key) =>
        new(Identifiers.Reservation(user, key), user, Identifiers.Attempt(user.Value, 1), Until);

    public static SeatWish Of(string seatKey, SeatHold hold) =>
        new(seatKey, hold.ReservationId.Value, hold.UserId.Value, hold.Until.UtcDateTime);
}
