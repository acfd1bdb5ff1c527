using System.Diagnostics;
using Concert.Catalog;
using Concert.Queues;
using Concert.Seats;
using Concert.Wallets;
using Orleans.Configuration;

namespace Concert.Bench.Growth;

/// <summary>
/// What becomes of seats, wallets and a queue that nobody asks for any more: how many are in memory, and how many bytes live,
/// until the silo has put them to rest; and whether they come back as they were.
/// </summary>
internal sealed class IdleWatch(Lab lab, int entityCount)
{
    public const string Name = "idle: what stays after the load";

    private const int ClientCount = 256;
    private const int WarmUpCount = 1_000;
    private const int AskedAgainCount = 1_000;
    private const int SamplesOfAge = 20;
    private const long Amount = 1_000;

    // The runtime tells grains by the names of their classes.
    private static readonly (string Kind, string Class)[] Kinds =
        [("seats", "SeatGrain"), ("wallets", "UserWalletGrain"), ("queues", "QueueGrain"), ("seat maps", "SeatMapGrain")];

    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly IManagementGrain _management = lab.Grains.GetGrain<IManagementGrain>(0);

    /// <param name="server">Where the database is made.</param>
    /// <param name="entityCount">Seats, wallets, and users in line: so many of each.</param>
    /// <param name="age">After how long without a call an entity may go; none: as the service is set.</param>
    public static async Task<IdleResult> RunAsync(BenchServer server, int entityCount, TimeSpan? age)
    {
        var collection = new CollectionSettings(age);
        await using var lab = await Lab.OpenAsync(
            server, services => services.PostConfigure<GrainCollectionOptions>(collection.Apply));
        return await new IdleWatch(lab, entityCount).RunAsync(collection);
    }

    private async Task<IdleResult> RunAsync(CollectionSettings collection)
    {
        await LoadAsync(await StartAsync("warm", WarmUpCount), WarmUpCount);
        await _management.ForceActivationCollection(TimeSpan.Zero);
        var performance = await StartAsync("idle", entityCount);
        var emptyBytes = Memory.LiveBytes();
        var place = await LoadAsync(performance, entityCount);

        var samples = await WatchAsync(collection);
        var isGone = Entities(samples[^1]) == 0;
        var (restored, elapsed) = await AskAgainAsync(performance, place);
        return new(collection.Own, collection.Used, entityCount, emptyBytes, samples, isGone, restored, elapsed.TotalMilliseconds);
    }

    private async Task<PerformanceLayout> StartAsync(string name, int seatCount)
    {
        var performance = await lab.CreatePerformanceAsync(name, seatCount);
        await lab.Grains.Grain<ISeatMapGrain>(performance.PerformanceId.Value).Count();
        await lab.Grains.Grain<IQueueGrain>(performance.ConcertId.Value).View(default);
        return performance;
    }

    /// <returns>The place in line of the last user.</returns>
    private async Task<long> LoadAsync(PerformanceLayout performance, int count)
    {
        await Clients.AskEachAsync(count, ClientCount, async i =>
            Check.Equal(true, (await SeatAt(performance, i).Hold(SeatWishes.HoldOf(UserOf(performance, i), "reserve"))).IsGranted));
        await Clients.AskEachAsync(count, ClientCount, async i =>
            Check.Equal(true, (await WalletAt(performance, i).Charge(new(new(Amount), new("charge", "charge")))).IsGranted));
        await Clients.AskEachAsync(count, ClientCount, i => QueueOf(performance).Join(UserOf(performance, i)));
        return await PlaceAsync(performance, count - 1);
    }

    private async Task<List<IdleSample>> WatchAsync(CollectionSettings collection)
    {
        var pause = TimeSpan.FromTicks(Math.Max(LeastPause.Ticks, collection.Used.Age.Ticks / SamplesOfAge));
        // Collection looks at each bucket of ages once in a quantum; twice the age is time enough for the slowest machine.
        var limit = (collection.Longest * 2) + (collection.Used.Quantum * 4);
        var startedAt = Stopwatch.GetTimestamp();
        var samples = new List<IdleSample> { await SampleAsync(startedAt) };
        while (Entities(samples[^1]) > 0 && Stopwatch.GetElapsedTime(startedAt) < limit)
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

    // The least that putting to rest may cost: what comes back is what went, and how soon.
    private async Task<(int Count, TimeSpan Elapsed)> AskAgainAsync(PerformanceLayout performance, long place)
    {
        var count = Math.Min(AskedAgainCount, entityCount);
        var elapsed = await Clients.AskEachAsync(count, ClientCount, async i =>
        {
            Check.Equal(SeatStatus.Held, await SeatAt(performance, i).Read());
            Check.Equal(Amount, (await WalletAt(performance, i).Read()).Balance.Amount);
        });
        Check.Equal(place, await PlaceAsync(performance, entityCount - 1));
        return (2 * count, elapsed);
    }

    private static int Entities(IdleSample sample) => sample.Active["seats"] + sample.Active["wallets"] + sample.Active["queues"];

    private async Task<long> PlaceAsync(PerformanceLayout performance, int number) =>
        (await QueueOf(performance).Join(UserOf(performance, number))).Value!.Standing.Place;

    private ISeatGrain SeatAt(PerformanceLayout performance, int number) =>
        lab.Grains.Grain<ISeatGrain>(SeatKey.Of(performance.PerformanceId, performance.SeatAt(number).SeatId));

    private IWalletGrain WalletAt(PerformanceLayout performance, int number) =>
        lab.Grains.Grain<IWalletGrain>(UserOf(performance, number).Value);

    private IQueueGrain QueueOf(PerformanceLayout performance) => lab.Grains.Grain<IQueueGrain>(performance.ConcertId.Value);

    private static UserId UserOf(PerformanceLayout performance, int number) => new($"u_{performance.PerformanceId.Value}_{number:D20}");
}
