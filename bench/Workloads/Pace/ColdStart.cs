namespace Concert.Bench.Workloads;

/// <summary>
/// The first purchases after a start, with the processes new and everything in them still to compile, against the same purchases of
/// the same contender when it is warm. Each start counts from the moment at which the process says that it is ready.
/// </summary>
internal sealed class ColdStart(PaceRounds rounds, int startCount)
{
    private const int Count = 1_000;
    private const double Rate = 200;
    private const int WarmRounds = 3;

    public async Task<IReadOnlyList<ColdFigures>> MeasureAsync(IReadOnlyList<PaceContender> contenders)
    {
        var figures = new List<ColdFigures>();
        foreach (var contender in contenders)
        {
            figures.Add(await MeasureAsync(contender, $"{Rate:0} users/s", async round =>
            {
                var paced = await rounds.PaceAsync(contender, Rate, round, Count);
                if (paced.WhyNot is { } why) throw new InvalidOperationException($"{contender.Name}, the first purchases: {why}.");
                return new(paced.Processor, paced.Calls[PaceFigures.Reserve].P99Ms);
            }));
            figures.Add(await MeasureAsync(contender, "closed loop", async _ => new(await rounds.BurstAsync(contender, Count))));
            await contender.StopAsync();
        }

        return figures;
    }

    // The last start goes on until it is warm.
    private async Task<ColdFigures> MeasureAsync(PaceContender contender, string mode, Func<int, Task<ColdRound>> buyAsync)
    {
        var (cold, warm) = (new List<ColdRound>(), new List<ColdRound>());
        for (var start = 1; start <= startCount; start++)
        {
            await contender.StartAsync();
            cold.Add(await buyAsync(start));
            Console.WriteLine($"   {contender.Name}, {mode}, start {start}: {cold[^1].AllProcessor:N0} µs for a purchase");
        }

        await rounds.WarmUpAsync(contender);
        for (var round = 1; round <= WarmRounds; round++) warm.Add(await buyAsync(round));
        return new(contender.Name, mode, cold, warm);
    }
}
