namespace Concert.Bench.Workloads;

/// <summary>Whole purchases: join, poll until admitted, read layout and seats, reserve, charge, pay.</summary>
internal sealed class PurchaseWorkload(HttpServices services)
{
    private const int UserCount = 3_000;
    private const int WarmUpCount = 5_000;

    public Workload Whole() => new(
        "whole purchases, over HTTP",
        "purchases",
        [
            Contender(ContenderNames.Concert, (name, count) => PurchaseJourney.OfServiceAsync(services, name, count, count)),
            Contender(ContenderNames.ForUpdate, (name, count) =>
                PurchaseJourney.OfBaselineAsync(services, BaselineEndpoints.Locking, name, count, count)),
        ],
        new Bar(ContenderNames.Concert, ContenderNames.ForUpdate, 5));

    private static Contender Contender(string name, Func<string, int, Task<PurchaseJourney>> journeyAsync)
    {
        PurchaseJourney journey = null!;
        return new(
            name,
            async round =>
            {
                if (round == 0) await (await journeyAsync("buywarm", WarmUpCount)).BuyAllAsync();
                journey = await journeyAsync($"buy{round}", UserCount);
            },
            _ => journey.BuyAllAsync())
        {
            CheckAsync = () => journey.RequireSoldAsync(UserCount),
        };
    }
}
