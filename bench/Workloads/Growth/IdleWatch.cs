using Concert.Wallets;
using Orleans.Configuration;

namespace Concert.Bench.Workloads;

/// <summary>
/// Observes seats, wallets and a queue that are no longer called: how many are in memory and how many bytes are live, until the silo
/// has deactivated them. Then reads some of them again: they must be unchanged.
/// </summary>
internal sealed class IdleWatch(SiloFixture silo, int entityCount)
{
    public const string Name = "idle: what stays after the load";

    private const int ClientCount = 256;
    private const int WarmUpCount = 1_000;
    private const int ReadAgainCount = 1_000;
    private const int SamplesPerAge = 20;
    private const long Amount = 1_000;

    // Orleans' statistics name grains by their class.
    private static readonly (string Kind, string Class)[] Kinds =
        [("seats", "SeatGrain"), ("wallets", "UserWalletGrain"), ("queues", "QueueGrain"), ("seat maps", "SeatMapGrain")];

    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);

    private readonly IManagementGrain _management = silo.Grains.GetGrain<IManagementGrain>(0);

    /// <param name="server">Where the database is created.</param>
    /// <param name="entityCount">Seats, wallets, and users in the queue: so many of each.</param>
    /// <param name="age">Idle time after which an entity may be deactivated. Null: as the service is configured.</param>
    public static async Task<IdleResult> RunAsync(BenchServer server, int entityCount, TimeSpan? age)
    {
        var collection = new CollectionSettings(age);
        await using var silo = await SiloFixture.OpenAsync(server, services => services.PostConfigure<GrainCollectionOptions>(collection.Apply));
        return await new IdleWatch(silo, entityCount).RunAsync(collection);
    }

    private async Task<IdleResult> RunAsync(CollectionSettings collection)
    {
        await LoadAsync(await silo.CreatePerformanceAsync("warm", WarmUpCount), WarmUpCount);
        await _management.ForceActivationCollection(TimeSpan.Zero);
        var performance = await silo.CreatePerformanceAsync("idle", entityCount);
        var emptyBytes = Memory.LiveBytes();
        var place = await LoadAsync(performance, entityCount);

        var samples = await WatchAsync(collection);
        var isGone = EntityCount(samples[^1]) == 0;
        var (restored, elapsed) = await ReadAgainAsync(performance, place);
        return new(collection.Own, collection.Used, entityCount, emptyBytes, samples, isGone, restored, elapsed.TotalMilliseconds);
    }

    /// <returns>The last user's place in the queue.</returns>
    private async Task<long> LoadAsync(PerformanceLayout performance, int count)
    {
        await Clients.CallEachAsync(count, ClientCount, async i => Require.Equal(
            true, (await silo.SeatAt(performance, i).Hold(SeatWishes.HoldOf(UserOf(performance, i), "reserve"))).IsGranted));
        await Clients.CallEachAsync(count, ClientCount, async i => Require.Equal(
            true, (await WalletAt(performance, i).Charge(new(new(Amount), new("charge", "charge")))).IsGranted));
        await Clients.CallEachAsync(count, ClientCount, i => silo.QueueOf(performance).Join(UserOf(performance, i)));
        return await PlaceAsync(performance, count - 1);
    }

    private async Task<List<IdleSample>> WatchAsync(CollectionSettings collection)
    {
        var pause = TimeSpan.FromTicks(Math.Max(MinPause.Ticks, collection.Used.Age.Ticks / SamplesPerAge));
        // The silo checks each age once per quantum. Twice the age is enough for a slow machine.
        var limit = (collection.Longest * 2) + (collection.Used.Quantum * 4);
        var startedAt = Stopwatch.GetTimestamp();
        var samples = new List<IdleSample> { await SampleAsync(startedAt) };
        while (EntityCount(samples[^1]) > 0 && Stopwatch.GetElapsedTime(startedAt) < limit)
        {
            await Task.Delay(pause);
            samples.Add(await SampleAsync(startedAt));
        }

        return samples;
    }

    private async Task<IdleSample> SampleAsync(long startedAt)
    {
        var statistics = await _management.GetSimpleGrainStatistics();
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        var counts = Kinds.ToDictionary(kind => kind.Kind, kind => statistics
            .Where(row => row.GrainType.Split(',')[0].Split('.')[^1] == kind.Class).Sum(row => row.ActivationCount));
        return new(seconds, counts, statistics.Sum(row => row.ActivationCount), Memory.LiveBytes());
    }

    private async Task<(int Count, TimeSpan Elapsed)> ReadAgainAsync(PerformanceLayout performance, long place)
    {
        var count = Math.Min(ReadAgainCount, entityCount);
        var elapsed = await Clients.CallEachAsync(count, ClientCount, async i =>
        {
            Require.Equal(SeatStatus.Held, await silo.SeatAt(performance, i).Read());
            Require.Equal(Amount, (await WalletAt(performance, i).Read()).Balance.Amount);
        });
        Require.Equal(place, await PlaceAsync(performance, entityCount - 1));
        return (2 * count, elapsed);
    }

    private static int EntityCount(IdleSample sample) => sample.Active["seats"] + sample.Active["wallets"] + sample.Active["queues"];

    private async Task<long> PlaceAsync(PerformanceLayout performance, int number) =>
        (await silo.QueueOf(performance).Join(UserOf(performance, number))).Value!.Standing.Place;

    private IWalletGrain WalletAt(PerformanceLayout performance, int number) =>
        silo.Grains.Grain<IWalletGrain>(UserOf(performance, number).Value);

    private static UserId UserOf(PerformanceLayout performance, int number) => new($"u_{performance.PerformanceId.Value}_{number:D20}");
}
