using Concert.Bench.Http.Baseline;

namespace Concert.Bench.Http;

/// <summary>Many at once charge one wallet, again and again.</summary>
internal sealed class ChargeWorkloads(HttpBench bench)
{
    private const int Connections = 128;
    private const int BurstCount = 1_000;
    private const long Amount = 3;
    private const string Body = "{\"amount\":3}";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public Workload OneWallet() => new(
        "charge one wallet, over HTTP",
        "charges",
        [Ours(), Sql(Names.Locking, BaselineEndpoints.Locking), Sql(Names.Single, BaselineEndpoints.Single), Nothing()],
        [new(Names.Ours, Names.Locking, 20), new(Names.Ours, Names.Single, 12)]);

    public Workload OneWalletAtOnce() => new(
        "1000 charges on one wallet at once, over HTTP",
        "charges",
        [Ours(BurstCount), Sql(Names.Locking, BaselineEndpoints.Locking, BurstCount), Sql(Names.Single, BaselineEndpoints.Single, BurstCount)],
        []);

    /// <param name="burst">How many, each once and all at once; none: as many as the time allows.</param>
    private Contender Ours(int? burst = null) => new(
        Names.Ours,
        round => WarmUpAsync(round, bench.Gateway, "/v1/wallet/charges"),
        async round =>
        {
            var user = bench.Authorization($"u_hot{burst}_{round}");
            var load = (await RunAsync(bench.Gateway, "/v1/wallet/charges", user, burst)).RequireOnly(201);
            var balance = (await bench.ReadAsync("/v1/wallet", user))["balance"]!.GetValue<long>();
            RequireExact(balance, load);
            return load.ToRound();
        });

    private Contender Sql(string name, string way, int? burst = null) => new(
        name,
        async round =>
        {
            await AddWalletAsync(UserOf(way, round, burst));
            await AddWalletAsync(WarmUpUser);
            await WarmUpAsync(round, bench.Baseline, $"{way}/wallet/charges");
        },
        async round =>
        {
            var user = UserOf(way, round, burst);
            var load = (await RunAsync(bench.Baseline, $"{way}/wallet/charges", bench.Authorization(user), burst)).RequireOnly(201);
            await using var command = bench.BaselineDatabase.Command("select balance from wallet where user_id = $1", user);
            RequireExact((long)(await command.ExecuteScalarAsync())!, load);
            return load.ToRound();
        });

    private Contender Nothing() => new(
        Names.Nothing,
        round => WarmUpAsync(round, bench.Gateway, Gateway.NothingPath),
        async round => (await RunAsync(bench.Gateway, Gateway.NothingPath, bench.Authorization($"u_hot_{round}"), null))
            .RequireOnly(201).ToRound());

    private const string WarmUpUser = "u_warm";

    private async Task WarmUpAsync(int round, Uri address, string path)
    {
        for (var run = 0; round == 0 && run < 2; run++) (await RunAsync(address, path, bench.Authorization(WarmUpUser), null)).RequireOnly(201);
    }

    private static async Task<Load> RunAsync(Uri address, string path, (string, string?) user, int? burst)
    {
        // Callers send from buffers of their own; keys are counted together, and never used before.
        var prefix = $"{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}";
        var connections = burst ?? Connections;
        var free = new Stack<HttpRequest>(
            Enumerable.Range(0, connections).Select(_ => HttpRequest.Post(path, Body, user, HttpRequest.Key(prefix))));
        return burst is { } count
            ? await ClosedLoop.CountAsync(address, connections, count, ChargeAsync)
            : await ClosedLoop.ForAsync(address, connections, Duration, ChargeAsync);

        async ValueTask ChargeAsync(Load load, HttpConnection connection, int index)
        {
            var request = free.Pop();
            await load.CallAsync(connection, request.WithKey(index));
            free.Push(request);
        }
    }

    private static int _runs;

    private static string UserOf(string way, int round, int? burst) => $"u_hot{way.Replace('/', '_')}{burst}_{round}";

    private async Task AddWalletAsync(string user)
    {
        await using var command = bench.BaselineDatabase.Command("insert into wallet values ($1, 0) on conflict do nothing", user);
        await command.ExecuteNonQueryAsync();
    }

    private static void RequireExact(long balance, Load load)
    {
        if (balance != load.Count * Amount)
            throw new InvalidOperationException($"{load.Count} charges of {Amount} were granted, but the balance is {balance}.");
    }
}
