namespace Concert.Bench.Workloads;

/// <summary>Users with a slot each reserve. It is the first command of each, so their wallets are not in memory yet.</summary>
internal sealed class ReserveWorkloads(HttpServices services)
{
    private const int UserCount = 10_000;
    private const int Connections = 128;
    private const int WarmUpCount = 10_000;
    private const int ContenderCount = 1_000;

    public Workload DistinctSeats() => new(
        "reserve distinct seats, over HTTP",
        "reservations",
        Contenders(UserCount, Connections, wantFirst: false),
        new(ContenderNames.Concert, ContenderNames.ForUpdate, 5),
        new(ContenderNames.Concert, ContenderNames.SingleStatement, 2.5));

    public Workload OneSeat() => new(
        "1000 contenders for one seat, over HTTP", "answers", Contenders(ContenderCount, ContenderCount, wantFirst: true));

    private IReadOnlyList<Contender> Contenders(int count, int connections, bool wantFirst) =>
    [
        Contender(ContenderNames.Concert, services.Gateway, "/v1", JoinAsync, count, connections, wantFirst),
        Contender(ContenderNames.ForUpdate, services.Baseline, BaselineEndpoints.Locking, AddAsync, count, connections, wantFirst),
        Contender(ContenderNames.SingleStatement, services.Baseline, BaselineEndpoints.Single, AddAsync, count, connections, wantFirst),
    ];

    private Contender Contender(
        string name, Uri address, string prefix, Func<string, int, Task<Buyers>> buyersAsync, int count, int connections, bool wantFirst)
    {
        Buyers buyers = null!;
        var path = $"{prefix}/reservations";
        return new(
            name,
            async round =>
            {
                var tag = $"{prefix[1..]}{count}_{round}";
                if (round == 0) await ReserveAsync(await buyersAsync($"warm{tag}", WarmUpCount), Connections, wantFirst: false);
                buyers = await buyersAsync(tag, count);
            },
            async _ =>
            {
                var calls = await ReserveAsync(buyers, connections, wantFirst);
                calls.RequireOnly(wantFirst ? [201, 409] : [201]);
                Require.Equal(count, calls.Count);
                if (wantFirst) Require.Equal(1, calls.CountOf(201));
                await Require.CountAsync("held seats", calls.CountOf(201), () => CountHeldAsync(buyers.Concert.PerformanceId, address));
                return calls.ToRound();
            });

        Task<CallTally> ReserveAsync(Buyers by, int atOnce, bool wantFirst) =>
            ClosedLoop.SendAllAsync(address, atOnce, by.ReserveRequests(path, wantFirst));
    }

    private async Task<Buyers> JoinAsync(string name, int count) => await Buyers.JoinAsync(
        services,
        await services.CreateConcertAsync(Math.Max(1, count / Buyers.SeatsPerRow), Buyers.SeatsPerRow),
        Buyers.UsersOf(services, name, count));

    private Task<Buyers> AddAsync(string name, int count) => Buyers.AddToBaselineAsync(services, name, count, haveSlots: true);

    // The gateway's map shows a hold shortly after the answer.
    private async Task<int> CountHeldAsync(string performanceId, Uri address) => address == services.Gateway
        ? await services.CountSeatsAsync(performanceId, "held")
        : (int)await services.BaselineDatabase.ScalarAsync(
            "select count(distinct reservation_id) from seat where performance_id = $1 and status = 'held'", performanceId);
}
