using System.Globalization;
using System.Net;

namespace Concert;

/// <summary>The two crowds of the mission, through real HTTP, in one run. The times are printed and not judged.</summary>
public sealed class ThousandsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_contenders_for_one_seat_and_a_thousand_charges_on_one_wallet()
    {
        await using var gateway = await GatewayProcess.StartAsync(("Queue__MaxActive", "2000"));
        var concert = await AConcertOnSale.MakeAsync(gateway.Http);
        var users = await Task.WhenAll(Enumerable.Range(1, 1_000).Select(n => AClient.ArriveAsync(gateway.Http, concert, $"user {n}")));

        var start = TimeProvider.System.GetTimestamp();
        var outcomes = await Task.WhenAll(users.Select(user => user.ReserveAsync("the-seat", "1-5-5")));
        var contending = TimeProvider.System.GetElapsedTime(start);

        Assert.Single(outcomes, outcome => outcome.Status is HttpStatusCode.Created);
        Assert.Equal(999, outcomes.Count(outcome => outcome is { Status: HttpStatusCode.Conflict, Code: "seat_taken" }));

        start = TimeProvider.System.GetTimestamp();
        var charges = await Task.WhenAll(Enumerable.Range(1, 1_000).Select(n => users[0].ChargeAsync($"charge-{n}", 10_000)));
        var charging = TimeProvider.System.GetElapsedTime(start);

        Assert.All(charges, charge => Assert.Equal(HttpStatusCode.Created, charge.Status));
        Assert.Equal(10_000_000, await users[0].BalanceAsync());
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"Over HTTP, durable: 1000 contenders for one seat {contending.TotalMilliseconds:0} ms; 1000 charges on one wallet {charging.TotalMilliseconds:0} ms.");
        output.WriteLine(line);
        await Console.Out.WriteLineAsync(line);
    }
}
