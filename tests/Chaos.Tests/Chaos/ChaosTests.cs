using System.Globalization;

namespace Concert.Chaos;

/// <summary>
/// An evening on which everything breaks. <c>CONCERT_SEED</c> draws another one, <c>CONCERT_FAULTS</c> makes it longer.
/// </summary>
public sealed class ChaosTests
{
    private const int ShopperCount = 16;

    private static readonly int Seed = Setting("CONCERT_SEED", 20261123);

    private static readonly int FaultCount = Setting("CONCERT_FAULTS", 5);

    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Whatever_breaks_every_promise_that_was_made_is_kept()
    {
        await using var cluster = await TestCluster.StartAsync(("Reservations__HoldDuration", "00:00:06"), ("Reservations__MaxSeatsPerUser", "6"));
        using var balancer = new HttpClient { BaseAddress = new(cluster.Gateways[0]) };
        var concert = await AConcertOnSale.MakeAsync(balancer, rows: 6, seatsPerRow: 10);
        var gateways = cluster.Gateways.Select(url => new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(30) }).ToList();
        var (history, evening) = (new History(), new Evening(Seed));
        var shoppers = Enumerable.Range(0, ShopperCount)
            .Select(number => new Shopper(number, Seed + number, gateways, concert, history, evening)).ToList();
        await Task.WhenAll(shoppers.Select(shopper => shopper.ArriveAsync()));

        using var closing = new CancellationTokenSource();
        var shopping = Task.WhenAll(shoppers.Select(shopper => shopper.ShopAsync(closing.Token)));
        await new Faults(cluster, Seed, evening).RunAsync(FaultCount);
        await closing.CancelAsync();
        await shopping;

        Console.WriteLine(evening);
        Console.WriteLine(string.Join(", ", history.Commands.GroupBy(command => (command.Verb, command.IsGranted))
            .OrderBy(group => group.Key.Verb).Select(group => $"{group.Key.Verb} {(group.Key.IsGranted is true ? "granted" : "refused")} {group.Count()}")));
        Assert.NotEmpty(history.Granted(Verb.Pay));
        Assert.Empty(await HealedAsync(cluster, concert, history));
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
