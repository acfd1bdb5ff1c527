using Concert.Wallets;

namespace Concert.Bench.Workloads;

/// <summary>Many charges of one wallet: a burst, or as many as a time allows. Balance and ledger must be exact.</summary>
internal static class OneWallet
{
    private const long Amount = 1_000;
    private const int HotClientCount = 256;

    private const string CountCharges = "select count(*) from user_journal where user_id = $1 and kind = 'charged'";
    private const string SumCharges = "select coalesce(sum(amount), 0) from user_journal where user_id = $1";
    private const string CountBaselineCharges = "select count(*) from baseline.ledger where user_id = $1";
    private const string BaselineBalance = "select balance from baseline.wallet where user_id = $1";

    public static IReadOnlyList<Contender> Burst(SiloFixture silo, int count) =>
        Contenders(silo, chargeAsync => Clients.CallAtOnceAsync(count, chargeAsync));

    public static IReadOnlyList<Contender> Hot(SiloFixture silo, TimeSpan duration) =>
        Contenders(silo, chargeAsync => Clients.CallForAsync(duration, HotClientCount, chargeAsync));

    private static IReadOnlyList<Contender> Contenders(SiloFixture silo, Func<Func<long, Task>, Task<(long Count, TimeSpan Elapsed)>> callAsync) =>
    [
        new(
            ContenderNames.Concert,
            _ => Task.CompletedTask,
            async round =>
            {
                var user = UserOf(ContenderNames.Concert, round);
                var wallet = silo.Grains.Grain<IWalletGrain>(user);
                var (count, elapsed) = await callAsync(async number => Require.Equal(
                    true, (await wallet.Charge(new(new(Amount), new($"charge-{number}", "charge 1000")))).IsGranted));
                Require.Equal(count * Amount, (await wallet.Read()).Balance.Amount);
                Require.Equal(count * Amount, await silo.CountAsync(SumCharges, user));
                Require.Equal(count, await silo.CountAsync(CountCharges, user));
                return new(count, elapsed);
            }),
        .. WalletBaselines.All.Select(baseline => new Contender(
            baseline.Name,
            round => WalletBaselines.CreateAsync(silo.Sql, UserOf(baseline.Name, round)),
            async round =>
            {
                var user = UserOf(baseline.Name, round);
                var (count, elapsed) = await callAsync(_ => baseline.ChargeAsync(silo.Sql, user, Amount));
                Require.Equal(count, await silo.CountAsync(CountBaselineCharges, user));
                Require.Equal(count * Amount, await silo.CountAsync(BaselineBalance, user));
                return new(count, elapsed);
            })),
    ];

    private static string UserOf(string contender, int round) => $"u_{contender}_{round}";
}
