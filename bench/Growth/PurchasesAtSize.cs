using Concert.Bench.Http;
using HttpRequest = Concert.Bench.Http.HttpRequest;

namespace Concert.Bench.Growth;

/// <summary>How big the world is in which some buy.</summary>
/// <param name="SeatCount">Seats of the concert.</param>
/// <param name="UserCount">Users; each who does not buy has a wallet with money in it.</param>
/// <param name="PurchaseCount">Users who buy in a round.</param>
/// <param name="StandInLine">
/// Whether all users have a place in the concert's line before the clock starts, those who buy in front; otherwise they join
/// as they come.
/// </param>
internal sealed record Size(int SeatCount, int UserCount, int PurchaseCount, bool StandInLine)
{
    /// <summary>How many of the users buy before another concert is made, with as many users of its own.</summary>
    public int BuyerCount => Math.Max(PurchaseCount, UserCount / 10 / PurchaseCount * PurchaseCount);
}

/// <summary>The same purchases, whatever the size of what is around them and however many silos share the work.</summary>
internal sealed class PurchasesAtSize(string name, HttpBench bench, Size size) : IContender
{
    private const int SeatsPerRow = 100;
    private const int Connections = 64;
    private const string SiloShare = "% of the least busy silo";

    // The seats' and users' grains are spread evenly; the one queue and the one seat map are not.
    private const double LeastShare = 0.05;

    private HttpConcert? _concert;
    private List<(string Name, string Value)> _users = [];
    private int _boughtCount;
    private int _concertCount;
    private Journey _journey = null!;

    public string Name => name;

    public async Task PrepareAsync(int round)
    {
        if (_concert is null || _boughtCount + size.PurchaseCount > size.BuyerCount) await StartConcertAsync();
        var ofRound = new Range(_boughtCount, _boughtCount + size.PurchaseCount);
        _journey = Journey.Ours(
            bench, _concert! with { SeatIds = [.. _concert.SeatIds.Take(ofRound)] }, [.. _users.Take(ofRound)]);
    }

    public async Task<Round> RunAsync(int round)
    {
        var before = bench.SiloTimes();
        var bought = await _journey.BuyAllAsync();
        _boughtCount += size.PurchaseCount;
        var spent = bench.SiloTimes().Zip(before, (after, then) => (after - then).TotalSeconds).ToList();
        var share = spent.Min() / spent.Sum();
        if (share < LeastShare) throw new InvalidOperationException($"One of {spent.Count} silos did {share:P0} of the work.");
        return bought
            .With(SiloShare, share * 100)
            .With("MB of silos", bench.ResidentBytes("silo") / 1e6)
            .With("MB of the gateway", bench.ResidentBytes("gateway") / 1e6);
    }

    public Task CheckAsync() => _journey.RequireSoldAsync(bench, _boughtCount);

    private async Task StartConcertAsync()
    {
        var tag = $"size{size.SeatCount}_{++_concertCount}";
        _concert = await bench.CreateConcertAsync(Math.Max(1, size.SeatCount / SeatsPerRow), SeatsPerRow, Journey.Price);
        _users = Buyers.UsersOf(bench, tag, size.UserCount);
        _boughtCount = 0;
        // Those who buy stand in front: admission is first come, first served.
        if (size.StandInLine)
        {
            await Buyers.JoinAsync(bench, _concert, _users[..size.BuyerCount]);
            await Buyers.JoinAsync(bench, _concert, _users[size.BuyerCount..]);
        }

        await FillWalletsAsync(_users[size.BuyerCount..]);
    }

    private async Task FillWalletsAsync(List<(string Name, string Value)> users)
    {
        if (users.Count == 0) return;
        var requests = users.ConvertAll(user =>
            HttpRequest.Post("/v1/wallet/charges", $"{{\"amount\":{Journey.Price}}}", user, ("Idempotency-Key", "before")));
        var load = await ClosedLoop.CountAsync(bench.Gateway, Connections, requests.Count, async (load, connection, index) =>
            await load.CallAsync(connection, requests[index].Bytes));
        load.RequireOnly(201);
    }
}
