using System.Net;

namespace Concert.Cluster;

/// <summary>
/// A frozen silo is put out, its seats start elsewhere, and then it wakes with a request in its hands: for a moment each of
/// those seats has two activations.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class TwoActivationsTests(ClusterFixture cluster, ITestOutputHelper output)
{
    private const int Price = 10_000;

    // Long enough for a request that is not stuck, short enough that nobody has voted yet.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly string[] Seats = [.. Enumerable.Range(1, 10).Select(number => $"1-1-{number}")];

    [Fact]
    public async Task Two_activations_of_one_seat_sell_it_once()
    {
        await cluster.WholeAsync();
        var (early, late) = (cluster.Client(cluster.Processes.Gateways[0]), cluster.Client(cluster.Processes.Gateways[1]));
        var concert = await AConcertOnSale.MakeAsync(late, rows: 1, seatsPerRow: 10, price: Price);
        await ActivateAsync(await AClient.ArriveAsync(late, concert, "first of all"));
        var winner = await AClient.ArriveAsync(late, concert, "winner");
        Assert.True((await winner.ChargeAsync("charge", Price * 10)).IsSuccess);
        var losers = new List<AClient>();
        for (var n = 0; n < 16; n++)
        {
            losers.Add(await AClient.ArriveAsync(early, concert, $"loser {n}"));
            Assert.True((await losers[n].ChargeAsync("charge", Price * 10)).IsSuccess);
        }

        var (victim, seats) = await SiloOfSeatsAsync(concert);
        await cluster.Processes.RunAsync("freeze", victim);
        // Whose wallet answers does not lead through the frozen silo: what gets stuck then is stuck at the seat.
        var free = await AnsweringAsync(losers);
        var rivals = free.Zip(seats).ToList();
        var stuck = rivals.Select(rival => rival.First.ReserveAsync("mine", rival.Second)).ToList();
        Assert.All(await Task.WhenAll(stuck.Select(IsAnsweredAsync)), Assert.False);
        // And nobody is there to send it again elsewhere.
        await cluster.Processes.RunAsync("kill", "gateway-1");
        foreach (var request in stuck) await Assert.ThrowsAsync<HttpRequestException>(() => request);

        await cluster.OutAsync(victim);
        var contested = rivals.Select(rival => rival.Second).ToArray();
        var held = await winner.ReserveAsync("mine", contested);
        Assert.True((await winner.PayAsync("pay", held.Text("reservationId"))).IsSuccess);

        await cluster.Processes.RunAsync("thaw", victim);
        await cluster.EndedAsync(victim);

        foreach (var (loser, seat) in rivals)
        {
            var again = await loser.Through(late).ReserveAsync("mine", seat);
            Assert.Equal((HttpStatusCode.Conflict, "seat_taken"), (again.Status, again.Code));
        }

        await CheckOwnersAsync(concert, winner, contested);
        output.WriteLine($"{victim} frozen and thawed: {contested.Length} seats had two activations and one owner.");
    }

    private async Task CheckOwnersAsync(AConcertOnSale concert, AClient winner, string[] contested)
    {
        Assert.Equal(Price * (10 - contested.Length), await winner.BalanceAsync());
        var seats = await concert.SeatsAsync();
        foreach (var seat in contested)
        {
            Assert.Equal("sold", seats[seat]);
            Assert.Equal(
                $"Sold {winner.UserId}",
                await cluster.ScalarAsync(
                    $"select status || ' ' || user_id from seat where performance_id = '{concert.PerformanceId}' and seat_id = '{seat}'"));
            Assert.Equal(
                $"Paid {winner.UserId}",
                await cluster.ScalarAsync(
                    $"""
                    select string_agg(status || ' ' || user_id, ', ') from reservation
                    where performance_id = '{concert.PerformanceId}' and seat_ids ? '{seat}' and status in ('Held', 'Paid')
                    """));
        }
    }

    // A seat lives from its first call on.
    private static async Task ActivateAsync(AClient user)
    {
        var held = await user.ReserveAsync("all", Seats);
        Assert.True((await user.ReleaseAsync(held.Text("reservationId"))).IsSuccess);
    }

    /// <summary>One with many of the seats, and without the concert's queue: who reserves asks that first.</summary>
    private async Task<(string Silo, string[] Seats)> SiloOfSeatsAsync(AConcertOnSale concert)
    {
        await using var map = await cluster.MapAsync();
        var queue = await map.PortOfAsync("queue", concert.ConcertId);
        var homes = new List<(int Port, string Seat)>();
        foreach (var seat in Seats) homes.Add((await map.PortOfAsync("seat", $"{concert.PerformanceId}/{seat}"), seat));
        var most = homes.Where(home => home.Port != queue).GroupBy(home => home.Port).MaxBy(group => group.Count());
        Assert.True(most is not null, "All seats live on the queue's silo.");
        return (cluster.NameOf(most.Key), [.. most.Select(home => home.Seat)]);
    }

    private static async Task<List<AClient>> AnsweringAsync(List<AClient> users)
    {
        var asked = users.Select(user => (User: user, IsAnswered: IsAnsweredAsync(user.WalletAsync()))).ToList();
        await Task.WhenAll(asked.Select(one => one.IsAnswered));
        var free = new List<AClient>();
        foreach (var (user, isAnswered) in asked)
        {
            if (await isAnswered) free.Add(user);
        }

        Assert.NotEmpty(free);
        return free;
    }

    private static async Task<bool> IsAnsweredAsync(Task<Answer> request) =>
        await Task.WhenAny(request, Task.Delay(Moment)) == request;
}
