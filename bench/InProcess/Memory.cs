using System.Globalization;
using Concert.Catalog;
using Concert.Queues;
using Concert.Seats;
using Concert.Wallets;

namespace Concert.Bench;

/// <summary>What an entity costs that lives in a silo: the growth of the heap, all garbage gone, by each.</summary>
internal static class Memory
{
    public const string BytesEach = "bytes each";

    /// <summary>What is made and measured, one after another.</summary>
    public static readonly string[] Kinds = [Seat, Wallet, Waiting];

    private const string Seat = "active seat";
    private const string Wallet = "active wallet";
    private const string Waiting = "waiting user";

    // As many as come at a time: what they all at once would leave behind in buffers is not the entities' own.
    private const int ClientCount = 256;

    public static async Task<OpenWorkload> OpenAsync(BenchServer server, string name, int entityCount, int waitingCount)
    {
        var lab = await Lab.OpenAsync(server);
        PerformanceLayout performance = null!;
        List<IContender> contenders =
        [
            Measured(Seat, entityCount, i => lab.Grains
                .Grain<ISeatGrain>(SeatKey.Of(performance.PerformanceId, performance.SeatAt(i).SeatId))
                .Hold(SeatWishes.HoldOf(UserOf(i), "reserve"))),
            Measured(Wallet, entityCount, i => lab.Grains
                .Grain<IWalletGrain>($"{performance.PerformanceId.Value}_{UserOf(i)}")
                .Charge(new(new(1_000), new("charge", "charge 1000")))),
            Measured(Waiting, waitingCount, i => lab.Grains.Grain<IQueueGrain>(performance.ConcertId.Value).Join(UserOf(i))),
        ];
        return new(new(name, "made", contenders, []) { Ceilings = [new(Waiting, BytesEach, 200)] }, lab);

        Contender Measured(string contender, int count, Func<int, Task> makeAsync) => new(
            contender,
            async round =>
            {
                performance = await lab.CreatePerformanceAsync($"{contender[^4..]}_{round}", entityCount);
                await lab.Grains.Grain<ISeatMapGrain>(performance.PerformanceId.Value).Count();
                await lab.Grains.Grain<IQueueGrain>(performance.ConcertId.Value).View(default);
            },
            async _ =>
            {
                var before = LiveBytes();
                var elapsed = await MakeAsync(count, makeAsync);
                var bytes = LiveBytes() - before;
                return new(count, elapsed, new Dictionary<string, double> { [BytesEach] = (double)bytes / count });
            });
    }

    /// <summary>What of the heap is alive: all garbage is collected, and nothing is left between.</summary>
    public static long LiveBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false);
    }

    // In a method of its own, so that no answer is alive any more when the heap is measured.
    private static async Task<TimeSpan> MakeAsync(int count, Func<int, Task> makeAsync) =>
        await Clients.AskEachAsync(count, ClientCount, makeAsync);

    // As long as the ids that the service issues.
    private static UserId UserOf(int number) => new("u_" + number.ToString("D26", CultureInfo.InvariantCulture));
}
