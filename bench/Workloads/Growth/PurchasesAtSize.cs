namespace Concert.Bench.Workloads;

/// <summary>The size of the concert in which users buy.</summary>
/// <param name="SeatCount">Seats of the concert.</param>
/// <param name="UserCount">Users. Those who do not buy have a wallet with money.</param>
/// <param name="PurchaseCount">Users who buy in a round.</param>
/// <param name="JoinBefore">Whether all users join the queue before the clock starts, the buyers first; otherwise buyers join as they come.</param>
internal sealed record GrowthSize(int SeatCount, int UserCount, int PurchaseCount, bool JoinBefore)
{
    /// <summary>How many users of a concert buy before the next concert is created, with users of its own.</summary>
    public int BuyerCount => Math.Max(PurchaseCount, UserCount / 10 / PurchaseCount * PurchaseCount);
}

/// <summary>The same purchases at every size and with every number of silos.</summary>
internal sealed class PurchasesAtSize(HttpServices services, GrowthSize size)
{
    private const int Connections = 64;
    private const string SiloShare = "% of the least busy silo";

    // Seats and users are spread evenly over the silos. The one queue and the one seat map are not.
    private const double MinShare = 0.05;

    private HttpConcert? _concert;
    private List<(string Name, string Value)> _users = [];
    private int _boughtCount;
    private int _concertCount;
    private PurchaseJourney _journey = null!;

    public Contender Contender() => new(ContenderNames.Concert, PrepareAsync, RunAsync)
    {
        CheckAsync = () => _journey.RequireSoldAsync(_boughtCount),
    };

    private async Task PrepareAsync(int round)
    {
        if (_concert is null || _boughtCount + size.PurchaseCount > size.BuyerCount) await StartConcertAsync();
        var ofRound = new Range(_boughtCount, _boughtCount + size.PurchaseCount);
        _journey = PurchaseJourney.OfService(
            services, _concert! with { SeatIds = [.. _concert.SeatIds.Take(ofRound)] }, [.. _users.Take(ofRound)]);
    }

    private async Task<Round> RunAsync(int round)
    {
        var before = services.SiloTimes();
        var bought = await _journey.BuyAllAsync();
        _boughtCount += size.PurchaseCount;
        var spent = services.SiloTimes().Zip(before, (after, then) => (after - then).TotalSeconds).ToList();
        var share = spent.Min() / spent.Sum();
        if (share < MinShare) throw new InvalidOperationException($"One of {spent.Count} silos did {share:P0} of the work.");
        return bought
            .With(SiloShare, share * 100)
            .With("MB of silos", services.ResidentBytes("silo") / 1e6)
            .With("MB of the gateway", services.ResidentBytes("gateway") / 1e6);
    }

    private async Task StartConcertAsync()
    {
        var tag = $"size{size.SeatCount}_{++_concertCount}";
        _concert = await services.CreateConcertAsync(Math.Max(1, size.SeatCount / Buyers.SeatsPerRow), Buyers.SeatsPerRow, PurchaseJourney.Price);
        _users = Buyers.UsersOf(services, tag, size.UserCount);
        _boughtCount = 0;
        if (size.JoinBefore)
        {
            // The buyers first: the queue admits in the order of joining.
            await Buyers.JoinAsync(services, _concert, _users[..size.BuyerCount]);
            await Buyers.JoinAsync(services, _concert, _users[size.BuyerCount..]);
        }

        if (size.UserCount == size.BuyerCount) return;
        var charges = _users[size.BuyerCount..].ConvertAll(user =>
            RawRequest.Post("/v1/wallet/charges", $"{{\"amount\":{PurchaseJourney.Price}}}", user, ("Idempotency-Key", "before")));
        (await ClosedLoop.SendAllAsync(services.Gateway, Connections, charges)).RequireOnly(201);
    }
}
