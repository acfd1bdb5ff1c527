using System.Net;

namespace Concert.Cluster;

/// <summary>
/// The other silos declare a frozen silo dead, and its seats are activated elsewhere. Then the frozen silo resumes with requests that it
/// has not processed yet: for a short time each of these seats has two activations.
/// </summary>
[Collection(ProcessClusterTests.Name)]
public sealed class TwoActivationsTests(ClusterFixture cluster, ITestOutputHelper output)
{
    private const int MaxConcerts = 20;
    private const int MaxUsers = 12;
    private const int SeatCount = 30;
    private const int Price = 10_000;
    private const int Charge = Price * SeatCount;

    private static readonly TimeSpan ChargeLimit = TimeSpan.FromSeconds(20);

    // Long enough for a request that is not stuck, and too short for the other silos to declare the frozen one dead.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    private static readonly string[] Seats = [.. Enumerable.Range(1, SeatCount).Select(number => $"1-1-{number}")];

    [Fact]
    public async Task Two_activations_of_one_seat_sell_it_once()
    {
        await cluster.RestoreAsync();
        var (killed, surviving) = (cluster.Client(cluster.Processes.Gateways[0]), cluster.Client(cluster.Processes.Gateways[1]));
        var (concert, victim, losers) = await PrepareAsync(killed, surviving);
        var winner = await RegisterAsync(surviving, concert, "winner");
        await cluster.Processes.RunAsync("freeze", victim);
        var stuck = losers.Select(loser => loser.User.ReserveAsync("mine", loser.Seat)).ToList();
        Assert.All(await Task.WhenAll(stuck.Select(IsAnsweredAsync)), Assert.False);
        // Without its gateway nothing retries these requests at another silo: only the frozen silo has them.
        await cluster.Processes.RunAsync("kill", "gateway-1");
        foreach (var request in stuck) await Assert.ThrowsAsync<HttpRequestException>(() => request);

        await cluster.WaitUntilDeclaredDeadAsync(victim);
        var contested = losers.Select(loser => loser.Seat).ToArray();
        var held = await winner.ReserveAsync("mine", contested);
        (await winner.PayAsync("pay", held.Text("reservationId"))).EnsureGranted();

        await cluster.Processes.RunAsync("thaw", victim);
        await cluster.WaitUntilExitedAsync(victim);

        await CheckOwnersAsync(concert, winner, contested);
        await cluster.RestoreAsync();
        foreach (var (loser, seat) in losers)
        {
            var again = await loser.ReserveAsync("mine", seat);
            Assert.Equal((HttpStatusCode.Conflict, "seat_taken"), (again.Status, again.Code));
            Assert.Equal(Charge, await loser.BalanceAsync());
        }

        await CheckOwnersAsync(concert, winner, contested);
        var isRefused = cluster.Processes.LogOf(victim).Contains("changes were refused", StringComparison.Ordinal);
        output.WriteLine(
            $"{victim} frozen and thawed: {contested.Length} seats had two activations and one owner; "
            + (isRefused ? "the database refused its writes." : "it exited before it wrote."));
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

    private static async Task<AClient> RegisterAsync(HttpClient http, AConcertOnSale concert, string name)
    {
        var user = await AClient.RegisterAsync(http, concert, name);
        // The silo of the new user's grain may just have joined, on a busy machine: a client sends the command again too.
        await Polling.UntilAsync(
            HttpStatusCode.Created, async () => (await user.ChargeAsync("charge", Charge)).Status, ChargeLimit, "the answer to a charge");
        return user;
    }

    // Orleans activates a seat at its first call.
    private static async Task ActivateSeatsAsync(AClient user)
    {
        var held = await user.ReserveAsync("all", Seats);
        (await user.ReleaseAsync(held.Text("reservationId"))).EnsureGranted();
    }

    /// <summary>
    /// Creates a concert whose queue is on the same silo as some of its seats and some users. The silo can process such a user's
    /// request for such a seat alone, and so continues with it when it resumes. Orleans chooses the silo of each grain, so this tries
    /// several concerts until one has this placement.
    /// </summary>
    private async Task<Setup> PrepareAsync(HttpClient losersGateway, HttpClient otherGateway)
    {
        await using var map = await cluster.OpenGrainMapAsync();
        for (var attempt = 1; attempt <= MaxConcerts; attempt++)
        {
            var concert = await AConcertOnSale.CreateAsync(otherGateway, rows: 1, seatsPerRow: SeatCount, price: Price);
            await ActivateSeatsAsync(await AClient.RegisterAsync(otherGateway, concert, "first user"));
            if (await map.FindPortAsync("queue", concert.ConcertId) is not { } port) continue;
            var seats = new List<string>();
            foreach (var seat in Seats)
            {
                if (await map.FindPortAsync("seat", $"{concert.PerformanceId}/{seat}") == port) seats.Add(seat);
            }

            var losers = new List<AClient>();
            for (var n = 0; n < MaxUsers && seats.Count > 0; n++)
            {
                var user = await RegisterAsync(losersGateway, concert, $"loser {n}");
                if (await map.FindPortAsync("userwallet", user.UserId) == port) losers.Add(user);
            }

            if (losers.Count > 0) return new(concert, cluster.SiloNameOf(port), [.. losers.Zip(seats)]);
        }

        throw new InvalidOperationException($"In {MaxConcerts} concerts no queue was on the same silo as a seat and a user.");
    }

    private static async Task<bool> IsAnsweredAsync(Task<ClientAnswer> request) =>
        await Task.WhenAny(request, Task.Delay(AnswerTime)) == request;

    private sealed record Setup(AConcertOnSale Concert, string Silo, List<(AClient User, string Seat)> Losers);
}
