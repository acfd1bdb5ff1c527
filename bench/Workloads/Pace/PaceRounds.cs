namespace Concert.Bench.Workloads;

/// <summary>The rounds of contenders: to warm them up, and at a rate.</summary>
internal sealed class PaceRounds(int seatCount, int seed)
{
    // A closed loop compiles a contender's code sooner than a slow pace would.
    private const int WarmUpCount = 3_000;

    // So that no two pairs of a rate and a round have the same arrivals.
    private const int SeedsOfARate = 1_000;

    /// <summary>All users of a new hall buy in a closed loop.</summary>
    /// <returns>Processor time of a purchase in µs, by kind of process.</returns>
    public async Task<IReadOnlyDictionary<string, double>> BurstAsync(PaceContender contender, int count)
    {
        var halls = await contender.BuildHallsAsync(count, seatCount);
        var (_, cost) = await contender.MeasureAsync(async () =>
        {
            foreach (var hall in halls) await hall.BuyAllAsync();
            return halls;
        });
        foreach (var hall in halls) await hall.RequireSoldAsync(hall.Users.Count);
        return cost.Of(count);
    }

    /// <summary>Runs until the contender is warm by <see cref="WarmRule"/>.</summary>
    /// <returns>Processor time of a purchase in µs, of each round.</returns>
    public async Task<IReadOnlyList<double>> WarmUpAsync(PaceContender contender)
    {
        var costs = new List<double>();
        while (!WarmRule.IsWarm(costs, WarmUpCount)) costs.Add((await BurstAsync(contender, WarmUpCount)).Values.Sum());
        Console.WriteLine($"   warm-up  {contender.Name,-20} {string.Join(", ", costs.Select(cost => $"{cost:N0}"))} µs for a purchase");
        return costs;
    }

    /// <summary>A round of the pace. The result of every purchase is checked.</summary>
    public async Task<PaceFigures> PaceAsync(PaceContender contender, double rate, int round, int count)
    {
        var halls = await contender.BuildHallsAsync(count, seatCount);
        var arrivals = ArrivalTimes.Of(rate, count, seed + ((int)rate * SeedsOfARate) + round);
        var (purchases, cost) = await contender.MeasureAsync(() => PacedPurchases.RunAsync(halls, arrivals));
        await RequireSoldAsync(halls, purchases);
        var figures = new PaceFigures(
            contender.Name,
            rate,
            round,
            count,
            arrivals[^1].TotalSeconds,
            purchases.Elapsed.TotalSeconds,
            cost.Of(count),
            purchases.Times,
            (double)purchases.CallCount / count,
            (double)cost.Written.Commits / count,
            (double)cost.Written.Bytes / count,
            new(
                cost.Generator.TotalMicroseconds / count,
                purchases.ThreadTime / purchases.Elapsed,
                purchases.Lateness.MsAt(50),
                purchases.Lateness.MsAt(99),
                purchases.ConnectionCount),
            Math.Max(0, cost.Others / purchases.Elapsed),
            purchases.RefusedCount);
        Show(figures);
        return figures;
    }

    // A payment that was answered with a fault may have sold its seat; no other may.
    private static async Task RequireSoldAsync(IReadOnlyList<PurchaseJourney> halls, PacedPurchases purchases)
    {
        if (purchases.RefusedCount == 0)
        {
            foreach (var hall in halls) await hall.RequireSoldAsync(hall.Users.Count);
            return;
        }

        var sold = 0;
        foreach (var hall in halls) sold += await hall.CountSoldAsync();
        if (sold < purchases.PaidCount || sold > purchases.PaidCount + purchases.RefusedCount)
            throw new InvalidOperationException($"{sold} seats are sold; {purchases.PaidCount} were paid, {purchases.RefusedCount} users were refused.");
    }

    private static void Show(PaceFigures figures)
    {
        var processor = string.Join(" + ", figures.Processor.Select(time => $"{time.Key} {time.Value:N0}"));
        var reserve = figures.Calls.GetValueOrDefault(PaceFigures.Reserve);
        var generator = $"generator {figures.Generator.Microseconds:N0} µs, {figures.Generator.Core * 100:N0} % of a core, {figures.Generator.LateP50Ms:N1} ms late";
        var others = $"other work {figures.OtherCores:N1} cores{(figures.WhyNot is { } why ? $"; does not count: {why}" : "")}";
        Console.WriteLine(
            $"   {figures.Rate,6:N0}/s  round {figures.Round}  {figures.Contender,-20} {processor} = {figures.AllProcessor:N0} µs, " +
            $"reserve {reserve?.P50Ms:N1} / {reserve?.P99Ms:N1} ms, {figures.Commits:N1} commits, {generator}, {others}");
    }
}
