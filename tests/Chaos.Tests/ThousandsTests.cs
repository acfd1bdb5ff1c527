using System.Globalization;
using System.Net;

namespace Concert;

/// <summary>A thousand concurrent requests for one seat and for one wallet, over real HTTP. The times are printed, not asserted.</summary>
public sealed class ThousandsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task One_of_a_thousand_users_gets_the_seat_and_a_thousand_charges_on_one_wallet_all_count()
    {
        await using var gateway = await GatewayProcess.StartAsync(("Queue__MaxActive", "2000"));
        var concert = await AConcertOnSale.CreateAsync(gateway.Http);
        var users = await Task.WhenAll(Enumerable.Range(1, 1_000).Select(n => AClient.RegisterAsync(gateway.Http, concert, $"user {n}")));

        var start = TimeProvider.System.GetTimestamp();
        var outcomes = await Task.WhenAll(users.Select(user => user.ReserveAsync("the-seat", "1-5-5")));
        var reserving = TimeProvider.System.GetElapsedTime(start);

        Assert.Single(outcomes, outcome => outcome.Status is HttpStatusCode.Created);
        Assert.Equal(999, outcomes.Count(outcome => outcome is { Status: HttpStatusCode.Conflict, Code: "seat_taken" }));

        start = TimeProvider.System.GetTimestamp();
        var charges = await Task.WhenAll(Enumerable.Range(1, 1_000).Select(n => users[0].ChargeAsync($"charge-{n}", 10_000)));
        var charging = TimeProvider.System.GetElapsedTime(start);

        Assert.All(charges, charge => Assert.Equal(HttpStatusCode.Created, charge.Status));
        Assert.Equal(10_000_000, await users[0].BalanceAsync());
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"Over HTTP, durable: 1000 users for one seat {reserving.TotalMilliseconds:0} ms; 1000 charges on one wallet {charging.TotalMilliseconds:0} ms.");
        output.WriteLine(line);
        await Console.Out.WriteLineAsync(line);
    }
}
