using System.Net;

namespace Concert.Cluster;

/// <summary>
/// A frozen silo is put out, its seats start elsewhere, and then it wakes with a request in its hands: for a moment each of
/// those seats has two activations.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class TwoActivationsTests(ClusterFixture cluster, ITestOutputHelper output)
{
    private const int MaxScenes = 20;
    private const int MaxRivals = 12;
    private const int SeatCount = 30;
    private const int Price = 10_000;
    private const int Charge = Price * SeatCount;

    // Long enough for a request that is not stuck, short enough that nobody has voted yet.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly string[] Seats = [.. Enumerable.Range(1, SeatCount).Select(number => $"1-1-{number}")];

    [Fact]
    public async Task Two_activations_of_one_seat_sell_it_once()
    {
        await cluster.WholeAsync();
        var late = cluster.Client(cluster.Processes.Gateways[1]);
        var (concert, victim, rivals) = await SetSceneAsync(cluster.Client(cluster.Processes.Gateways[0]), late);
        var winner = await ArriveAsync(late, concert, "winner");
        await cluster.Processes.RunAsync("freeze", victim);
        var stuck = rivals.Select(rival => rival.Loser.ReserveAsync("mine", rival.Seat)).ToList();
        Assert.All(await Task.WhenAll(stuck.Select(IsAnsweredAsync)), Assert.False);
        // Nobody is left to send them again elsewhere: the frozen silo alone has them.
        await cluster.Processes.RunAsync("kill", "gateway-1");
        foreach (var request in stuck) await Assert.ThrowsAsync<HttpRequestException>(() => request);

        await cluster.OutAsync(victim);
        var contested = rivals.Select(rival => rival.Seat).ToArray();
        var held = await winner.ReserveAsync("mine", contested);
        Assert.True((await winner.PayAsync("pay", held.Text("reservationId"))).IsSuccess);

        await cluster.Processes.RunAsync("thaw", victim);
        await cluster.EndedAsync(victim);

        await CheckOwnersAsync(concert, winner, contested);
        await cluster.WholeAsync();
        foreach (var (loser, seat) in rivals)
        {
            var again = await loser.ReserveAsync("mine", seat);
            Assert.Equal((HttpStatusCode.Conflict, "seat_taken"), (again.Status, again.Code));
            Assert.Equal(Charge, await loser.BalanceAsync());
        }

        await CheckOwnersAsync(concert, winner, contested);
        var isRefused = cluster.Processes.LogOf(victim).Contains("changes were refused", StringComparison.Ordinal);
        output.WriteLine(
            $"{victim} frozen and thawed: {contested.Length} seats had two activations and one owner; "
            + (isRefused ? "what it wrote was refused." : "it ended before it wrote."));
    }

    private async Task CheckOwnersAsync(AConcertOnSale concert, AClient winner, string[] contested)
    {
        Assert.Equal(Charge - (Price * contested.Length), await winner.BalanceAsync());
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

    private static async Task<AClient> ArriveAsync(HttpClient http, AConcertOnSale concert, string name)
    {
        var user = await AClient.ArriveAsync(http, concert, name);
        Assert.True((await user.ChargeAsync("charge", Charge)).IsSuccess);
        return user;
    }

    // A seat lives from its first call on.
    private static async Task ActivateSeatsAsync(AClient user)
    {
        var held = await user.ReserveAsync("all", Seats);
        Assert.True((await user.ReleaseAsync(held.Text("reservationId"))).IsSuccess);
    }

    /// <summary>
    /// A concert whose queue shares its silo with some of its seats and with some users: such a user's request for such a seat
    /// needs nobody else, and so goes on when the silo wakes. Where grains come to live is the cluster's to say: it is tried.
    /// </summary>
    private async Task<Scene> SetSceneAsync(HttpClient early, HttpClient late)
    {
        await using var map = await cluster.MapAsync();
        for (var attempt = 1; attempt <= MaxScenes; attempt++)
        {
            var concert = await AConcertOnSale.MakeAsync(late, rows: 1, seatsPerRow: SeatCount, price: Price);
            await ActivateSeatsAsync(await AClient.ArriveAsync(late, concert, "first of all"));
            var port = await map.PortOfAsync("queue", concert.ConcertId);
            var seats = new List<string>();
            foreach (var seat in Seats)
            {
                if (await map.PortOfAsync("seat", $"{concert.PerformanceId}/{seat}") == port) seats.Add(seat);
            }

            var losers = new List<AClient>();
            for (var n = 0; n < MaxRivals && seats.Count > 0; n++)
            {
                var user = await ArriveAsync(early, concert, $"loser {n}");
                if (await map.PortOfAsync("userwallet", user.UserId) == port) losers.Add(user);
            }

            if (losers.Count > 0) return new(concert, cluster.NameOf(port), [.. losers.Zip(seats)]);
        }

        throw new InvalidOperationException($"In {MaxScenes} concerts no queue lives with a seat and a user.");
    }

    private static async Task<bool> IsAnsweredAsync(Task<Answer> request) =>
        await Task.WhenAny(request, Task.Delay(Moment)) == request;

    private sealed record Scene(AConcertOnSale Concert, string Silo, List<(AClient Loser, string Seat)> Rivals);
}
