using Concert.Bench.Http.Baseline;

namespace Concert.Bench.Http;

/// <summary>Whole purchases: join, poll until in, see the seats, reserve, charge, pay.</summary>
internal sealed class PurchaseWorkload(HttpBench bench)
{
    private const int UserCount = 3_000;
    private const int WarmUpCount = 5_000;
    private const int SeatsPerRow = 100;

    private Journey? _journey;

    public Workload Whole() => new(
        "whole purchases, over HTTP",
        "purchases",
        [Ours(), Locking()],
        [new(Names.Ours, Names.Locking, 5)]);

    private Contender Ours() => new(
        Names.Ours,
        async round =>
        {
            if (round == 0) await (await OursAsync("buywarm", WarmUpCount)).BuyAllAsync();
            _journey = await OursAsync($"buy{round}", UserCount);
        },
        async _ =>
        {
            var round = await _journey!.BuyAllAsync();
            await _journey!.RequireSoldAsync(bench, UserCount);
            return round;
        });

    private Contender Locking() => new(
        Names.Locking,
        async round =>
        {
            if (round == 0) await (await LockingAsync("buywarm", WarmUpCount)).BuyAllAsync();
            _journey = await LockingAsync($"buy{round}", UserCount);
        },
        async _ =>
        {
            var round = await _journey!.BuyAllAsync();
            await using var command = bench.BaselineDatabase.Command(
                "select count(*) from seat where performance_id = $1 and status = 'sold'", _journey!.Concert.PerformanceId);
            return (long)(await command.ExecuteScalarAsync())! == UserCount
                ? round
                : throw new InvalidOperationException($"{UserCount} paid, but not as many seats are sold.");
        });

    private async Task<Journey> OursAsync(string name, int count)
    {
        var concert = await bench.CreateConcertAsync(count / SeatsPerRow, SeatsPerRow, Journey.Price);
        return Journey.Ours(bench, concert, Buyers.UsersOf(bench, name, count));
    }

    private async Task<Journey> LockingAsync(string name, int count)
    {
        var buyers = await Buyers.AddAsync(bench, name, Buyers.UsersOf(bench, name, count), count, haveSlots: false);
        await using var command = bench.BaselineDatabase.Command(
            "insert into wallet select user_id, 0 from unnest($1) as u(user_id) on conflict do nothing",
            (object)Buyers.Ids(name, count).ToArray());
        await command.ExecuteNonQueryAsync();
        return new(bench.Baseline, "", BaselineEndpoints.Locking, buyers.Concert, buyers.Users);
    }
}
