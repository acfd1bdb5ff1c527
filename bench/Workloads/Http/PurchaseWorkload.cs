namespace Concert.Bench.Workloads;

/// <summary>Whole purchases: join, poll until admitted, read the seats, reserve, charge, pay.</summary>
internal sealed class PurchaseWorkload(HttpServices services)
{
    private const int UserCount = 3_000;
    private const int WarmUpCount = 5_000;

    private const string CountSold = "select count(*) from seat where performance_id = $1 and status = 'sold'";
    private const string InsertWallets = "insert into wallet select user_id, 0 from unnest($1) as u(user_id) on conflict do nothing";

    public Workload Whole() => new(
        "whole purchases, over HTTP",
        "purchases",
        [
            Contender(ContenderNames.Concert, ServiceJourneyAsync, journey => journey.RequireSoldAsync(services, UserCount)),
            Contender(ContenderNames.ForUpdate, BaselineJourneyAsync, async journey =>
                Require.Equal(UserCount, await services.BaselineDatabase.ScalarAsync(CountSold, journey.Concert.PerformanceId))),
        ],
        new Bar(ContenderNames.Concert, ContenderNames.ForUpdate, 5));

    private static Contender Contender(
        string name, Func<string, int, Task<PurchaseJourney>> journeyAsync, Func<PurchaseJourney, Task> requireSoldAsync)
    {
        PurchaseJourney journey = null!;
        return new(
            name,
            async round =>
            {
                if (round == 0) await (await journeyAsync("buywarm", WarmUpCount)).BuyAllAsync();
                journey = await journeyAsync($"buy{round}", UserCount);
            },
            async _ =>
            {
                var round = await journey.BuyAllAsync();
                await requireSoldAsync(journey);
                return round;
            });
    }

    private async Task<PurchaseJourney> ServiceJourneyAsync(string name, int count)
    {
        var concert = await services.CreateConcertAsync(count / Buyers.SeatsPerRow, Buyers.SeatsPerRow, PurchaseJourney.Price);
        return PurchaseJourney.OfService(services, concert, Buyers.UsersOf(services, name, count));
    }

    private async Task<PurchaseJourney> BaselineJourneyAsync(string name, int count)
    {
        var buyers = await Buyers.AddToBaselineAsync(services, name, count, haveSlots: false);
        await services.BaselineDatabase.ExecuteAsync(InsertWallets, (object)Buyers.Ids(name, count).ToArray());
        return new(services.Baseline, "", BaselineEndpoints.Locking, buyers.Concert, buyers.Users);
    }
}
