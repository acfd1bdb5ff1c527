using Concert.Wallets;

namespace Concert.Bench;

/// <summary>Many charges of one wallet: a burst, or as many as fit into a time. Not a unit may be lost.</summary>
internal static class OneWallet
{
    private const long Amount = 1_000;
    private const int HotClientCount = 256;

    private const string CountCharges = "select count(*) from user_journal where user_id = $1 and kind = 'charged'";
    private const string SumCharges = "select coalesce(sum(amount), 0) from user_journal where user_id = $1";
    private const string CountBaselineCharges = "select count(*) from baseline.ledger where user_id = $1";
    private const string BaselineBalance = "select balance from baseline.wallet where user_id = $1";

    public static Task<OpenWorkload> OpenBurstAsync(BenchServer server, string name, int chargeCount, params Bar[] bars) =>
        OpenAsync(server, name, bars, async askAsync =>
        {
            var (answers, elapsed) = await Clients.AskAsync(chargeCount, i => askAsync(i));
            return (answers.Length, elapsed);
        });

    public static Task<OpenWorkload> OpenHotAsync(BenchServer server, string name, TimeSpan duration, params Bar[] bars) =>
        OpenAsync(server, name, bars, askAsync => Clients.AskForAsync(duration, HotClientCount, askAsync));

    private static async Task<OpenWorkload> OpenAsync(
        BenchServer server, string name, Bar[] bars, Func<Func<long, Task>, Task<(long Count, TimeSpan Elapsed)>> driveAsync)
    {
        var lab = await Lab.OpenAsync(server);
        List<IContender> contenders = [new Contender(Names.Concert, _ => Task.CompletedTask, OursAsync)];
        foreach (var (baseline, chargeAsync) in WalletBaselines.All)
        {
            contenders.Add(new Contender(
                baseline,
                round => WalletBaselines.CreateAsync(lab.Sql, UserOf(baseline, round)),
                async round =>
                {
                    var user = UserOf(baseline, round);
                    var (count, elapsed) = await driveAsync(_ => chargeAsync(lab.Sql, user, Amount));
                    Check.Equal(count, await lab.CountAsync(CountBaselineCharges, user));
                    Check.Equal(count * Amount, await lab.CountAsync(BaselineBalance, user));
                    return new(count, elapsed);
                }));
        }

        return new(new(name, "charges", contenders, bars), lab);

        async Task<Round> OursAsync(int round)
        {
            var user = UserOf(Names.Concert, round);
            var wallet = lab.Grains.Grain<IWalletGrain>(user);
            var (count, elapsed) = await driveAsync(i => ChargeAsync(wallet, i));
            Check.Equal(count * Amount, (await wallet.Read()).Balance.Amount);
            Check.Equal(count * Amount, await lab.CountAsync(SumCharges, user));
            Check.Equal(count, await lab.CountAsync(CountCharges, user));
            return new(count, elapsed);
        }
    }

    private static async Task ChargeAsync(IWalletGrain wallet, long number)
    {
        var outcome = await wallet.Charge(new(new(Amount), new($"charge-{number}", "charge 1000")));
        Check.Equal(true, outcome.IsGranted);
    }

    private static string UserOf(string contender, int round) => $"u_{contender}_{round}";
}
