using Concert.Wallets;

namespace Concert.Bench.Workloads;

/// <summary>
/// Calls of users' grains that write nothing: reads, and payments that are refused. Each one is answered after a read of the end of the
/// user's journal.
/// </summary>
internal static class WalletAnswers
{
    private const int WalletCount = 2_000;
    private const int ClientCount = 256;
    private const long Amount = 1_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<Contender> Reads(SiloFixture silo) => Contenders(
        silo, async (user, _) => Require.Equal(Amount, (await silo.Grains.Grain<IWalletGrain>(user).Read()).Balance.Amount));

    public static IReadOnlyList<Contender> Refusals(SiloFixture silo) => Contenders(silo, async (user, number) =>
    {
        var pay = new PayReservation(new("r_unknown"), new($"pay-{number}", "pay r_unknown"));
        Require.Equal(new Refusal.ReservationNotFound(), (await silo.Grains.Grain<IWalletGrain>(user).Pay(pay)).Refusal);
    });

    private static IReadOnlyList<Contender> Contenders(SiloFixture silo, Func<string, long, Task> callAsync) =>
    [
        new(
            ContenderNames.Concert,
            round => Clients.CallAtOnceAsync(WalletCount, user => silo.Grains.Grain<IWalletGrain>(UserOf(round, user))
                .Charge(new(new(Amount), new("charge", "charge 1000")))),
            async round =>
            {
                var (count, elapsed) = await Clients.CallForAsync(
                    Duration, ClientCount, number => callAsync(UserOf(round, number % WalletCount), number));
                return new(count, elapsed);
            }),
    ];

    private static string UserOf(int round, long user) => $"u_{round}_{user}";
}
