namespace Concert.Bench.Workloads;

/// <summary>Many callers charge one wallet: a burst, or for a time. The balance must be exact.</summary>
internal sealed class ChargeWorkloads(HttpServices services)
{
    private const int Connections = 128;
    private const int BurstCount = 1_000;
    private const long Amount = 3;
    private const string Body = "{\"amount\":3}";
    private const string ServicePath = "/v1/wallet/charges";
    private const string WarmUpUser = "u_warm";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private int _runCount;

    public Workload Sustained() => new(
        "charge one wallet, over HTTP",
        "charges",
        [Ours(null), Sql(ContenderNames.ForUpdate, null), Sql(ContenderNames.SingleStatement, null), NoOp()],
        new(ContenderNames.Concert, ContenderNames.ForUpdate, 20),
        new(ContenderNames.Concert, ContenderNames.SingleStatement, 12));

    public Workload Burst() => new(
        "1000 charges on one wallet at once, over HTTP",
        "charges",
        [Ours(BurstCount), Sql(ContenderNames.ForUpdate, BurstCount), Sql(ContenderNames.SingleStatement, BurstCount)]);

    /// <param name="burst">How many charges, all at once. Null: as many as fit into the duration.</param>
    private Contender Ours(int? burst) => new(
        ContenderNames.Concert,
        round => WarmUpAsync(round, services.Gateway, ServicePath),
        async round =>
        {
            var user = services.Authorization($"u_hot{burst}_{round}");
            var calls = await ChargeAsync(services.Gateway, ServicePath, user, burst);
            Require.Equal(calls.Count * Amount, await services.BalanceAsync(user));
            return calls.ToRound();
        });

    private Contender Sql(string name, int? burst)
    {
        var path = (name == ContenderNames.ForUpdate ? BaselineEndpoints.Locking : BaselineEndpoints.Single) + "/wallet/charges";
        return new(
            name,
            async round =>
            {
                foreach (var user in new[] { UserOf(round), WarmUpUser })
                    await services.BaselineDatabase.ExecuteAsync("insert into wallet values ($1, 0) on conflict do nothing", user);
                await WarmUpAsync(round, services.Baseline, path);
            },
            async round =>
            {
                var calls = await ChargeAsync(services.Baseline, path, services.Authorization(UserOf(round)), burst);
                var balance = await services.BaselineDatabase.ScalarAsync("select balance from wallet where user_id = $1", UserOf(round));
                Require.Equal(calls.Count * Amount, balance);
                return calls.ToRound();
            });

        string UserOf(int round) => $"u_hot_{name.Replace(' ', '_')}{burst}_{round}";
    }

    private Contender NoOp() => new(
        ContenderNames.NoOp,
        round => WarmUpAsync(round, services.Gateway, ServiceVerbs.NoOpPath),
        async round => (await ChargeAsync(services.Gateway, ServiceVerbs.NoOpPath, services.Authorization($"u_hot_{round}"), null)).ToRound());

    private async Task WarmUpAsync(int round, Uri address, string path)
    {
        for (var run = 0; round == 0 && run < 2; run++) await ChargeAsync(address, path, services.Authorization(WarmUpUser), null);
    }

    private async Task<CallTally> ChargeAsync(Uri address, string path, (string, string?) user, int? burst)
    {
        // Each caller has a buffer of its own. The keys are counted over all callers, so that none is used twice.
        var prefix = $"{Environment.ProcessId}-{Interlocked.Increment(ref _runCount)}";
        var connections = burst ?? Connections;
        var free = new Stack<RawRequest>(
            Enumerable.Range(0, connections).Select(_ => RawRequest.Post(path, Body, user, RawRequest.Key(prefix))));
        var calls = burst is { } count
            ? await ClosedLoop.CountAsync(address, connections, count, CallAsync)
            : await ClosedLoop.ForAsync(address, connections, Duration, CallAsync);
        return calls.RequireOnly(201);

        async ValueTask CallAsync(CallTally tally, RawConnection connection, int index)
        {
            var request = free.Pop();
            await tally.CallAsync(connection, request.WithKey(index));
            free.Push(request);
        }
    }
}
