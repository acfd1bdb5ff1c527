using System.Globalization;

namespace Concert.Chaos;

/// <summary>
/// An evening on which everything breaks. <c>CONCERT_SEED</c> draws another one; <c>CONCERT_FAULTS</c> and
/// <c>CONCERT_MINUTES</c> make it longer. What clients saw is then compared with what the database holds.
/// </summary>
public sealed class ChaosTests
{
    private const int ShopperCount = 16;

    private static readonly int Seed = Setting("CONCERT_SEED", 20261123);

    private static readonly int FaultCount = Setting("CONCERT_FAULTS", 5);

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(Setting("CONCERT_MINUTES", 0));

    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Whatever_breaks_every_promise_that_was_made_is_kept()
    {
        Console.WriteLine($"An evening of chaos, CONCERT_SEED={Seed} CONCERT_FAULTS={FaultCount} CONCERT_MINUTES={Duration.TotalMinutes}");
        // Fewer slots than shoppers, so that there is a line; and holds so short that many end by themselves.
        await using var cluster = await TestCluster.StartAsync(
            ("Reservations__HoldDuration", "00:00:06"), ("Reservations__MaxSeatsPerUser", "6"), ("Queue__MaxActive", "12"));
        var gateways = cluster.Gateways.Select(url => new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(30) }).ToList();
        var concert = await AConcertOnSale.MakeAsync(gateways[0], rows: 6, seatsPerRow: 10);
        var (history, evening) = (new History(), new Evening(Seed));
        var shoppers = Enumerable.Range(0, ShopperCount)
            .Select(number => new Shopper(number, Seed + number, gateways, concert, history, evening)).ToList();

        using var closing = new CancellationTokenSource();
        var shopping = Task.WhenAll(shoppers.Select(shopper => shopper.ShopAsync(closing.Token)));
        await new Faults(cluster, Seed, Duration, evening).RunAsync(FaultCount);
        await closing.CancelAsync();
        await shopping;

        Console.WriteLine(evening);
        Console.WriteLine(history);
        Assert.NotEmpty(history.Granted(Verb.Pay));
        Assert.Empty(await HealedAsync(cluster, concert, history));
        var (exitCode, said) = await cluster.AuditAsync();
        Assert.True(exitCode == 0, said);
    }

    // Holds end and seats follow in their own time; what is wrong then stays wrong.
    private static async Task<IReadOnlyList<string>> HealedAsync(TestCluster cluster, AConcertOnSale concert, History history)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var broken = HistoryChecker.Check(history, await DatabasePicture.ReadAsync(cluster.ConnectionString, concert.PerformanceId));
            if (broken.Count == 0)
            {
                Console.WriteLine($"All settled {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s after closing.");
                return broken;
            }

            if (TimeProvider.System.GetElapsedTime(start) > HealLimit) return broken;
            await Task.Delay(250);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
