using System.Globalization;
using Concert.Wallets;

namespace Concert.Bench.Workloads;

/// <summary>What an active entity costs: the growth of the live heap divided by the number of entities.</summary>
internal static class Memory
{
    public const string BytesEach = "bytes each";

    /// <summary>The contenders, which are measured one after another.</summary>
    public static readonly string[] Kinds = [Seat, Wallet, Waiting];

    private const string Seat = "active seat";
    private const string Wallet = "active wallet";
    private const string Waiting = "waiting user";

    // Limited: calls that are all made at once would leave buffers behind that do not belong to the entities.
    private const int ClientCount = 256;

    public static async Task<OpenWorkload> OpenAsync(BenchServer server, string name, int entityCount, int waitingCount)
    {
        var silo = await SiloFixture.OpenAsync(server);
        PerformanceLayout performance = null!;
        return new(
            new(
                name,
                "made",
                [
                    Measured(Seat, entityCount, i => silo.SeatAt(performance, i).Hold(SeatWishes.HoldOf(UserOf(i), "reserve"))),
                    Measured(Wallet, entityCount, i => silo.Grains.Grain<IWalletGrain>($"{performance.PerformanceId.Value}_{UserOf(i)}")
                        .Charge(new(new(1_000), new("charge", "charge 1000")))),
                    Measured(Waiting, waitingCount, i => silo.QueueOf(performance).Join(UserOf(i))),
                ])
            { Ceilings = [new(Waiting, BytesEach, 200)] },
            silo);

        Contender Measured(string contender, int count, Func<int, Task> makeAsync) => new(
            contender,
            async round => performance = await silo.CreatePerformanceAsync($"{contender[^4..]}_{round}", entityCount),
            async _ =>
            {
                var before = LiveBytes();
                var elapsed = await MakeAsync(count, makeAsync);
                var bytes = LiveBytes() - before;
                return new(count, elapsed, new Dictionary<string, double> { [BytesEach] = (double)bytes / count });
            });
    }

    /// <summary>Bytes of the heap after all garbage was collected and the heap compacted.</summary>
    public static long LiveBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false);
    }

    // A method of its own, so that no local variable keeps an answer alive when the heap is measured.
    private static async Task<TimeSpan> MakeAsync(int count, Func<int, Task> makeAsync) => await Clients.CallEachAsync(count, ClientCount, makeAsync);

    // As long as the ids that the service issues.
    private static UserId UserOf(int number) => new("u_" + number.ToString("D26", CultureInfo.InvariantCulture));
}
