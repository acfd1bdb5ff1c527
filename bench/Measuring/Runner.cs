using System.Diagnostics;

namespace Concert.Bench;

/// <summary>
/// Lets the contenders of a workload take turns, A B C A B C, so that whatever else the machine does meets all of them.
/// </summary>
internal sealed class Runner(int roundCount, IProgressView view)
{
    // Faster than the round before by less than this, nobody is warming up any more.
    private const double StillWarmingUp = 1.1;

    private Func<IReadOnlyDictionary<string, TimeSpan>> _processorTimes = null!;

    /// <param name="plans">What to run.</param>
    /// <param name="contender">The only contender to run; none: all.</param>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<WorkloadPlan> plans, string? contender)
    {
        var measurements = new List<Measurement>();
        foreach (var plan in plans)
        {
            view.Begin(plan.Name);
            var open = await plan.OpenAsync();
            await using (open.Owner)
            {
                _processorTimes = open.ProcessorTimes;
                measurements.Add(await MeasureAsync(open.Workload.Only(contender), open.WarmUp));
            }

            view.End(plan.Name);
        }

        return measurements;
    }

    private async Task<Measurement> MeasureAsync(Workload workload, TimeSpan warmUp)
    {
        var rounds = workload.Contenders.ToDictionary(contender => contender.Name, _ => new List<Round>());
        var warmUpCount = await WarmUpAsync(workload, warmUp);
        for (var number = 1; number <= roundCount; number++)
        {
            foreach (var contender in workload.Contenders)
            {
                var round = await MeasureAsync(workload, contender, warmUpCount + number - 1);
                rounds[contender.Name].Add(round);
                view.Tell(workload, contender, number, round, roundCount);
            }
        }

        // Without its contenders: what they ran on is not to stay in memory while others are measured.
        return new(workload with { Contenders = [] }, [.. workload.Contenders.Select(it => new ContenderRounds(it.Name, rounds[it.Name]))]);
    }

    // Rounds that do not count: connections are opened, and code is compiled, twice over where it is hot. All are measured as
    // they are in a process that has run for a while. Each by itself: where one takes a second and another 10 ms, the latter
    // would hardly have begun.
    private async Task<int> WarmUpAsync(Workload workload, TimeSpan least)
    {
        var count = 0;
        foreach (var contender in workload.Contenders) count = Math.Max(count, await WarmUpAsync(workload, contender, least));
        return count;
    }

    private async Task<int> WarmUpAsync(Workload workload, IContender contender, TimeSpan least)
    {
        var started = Stopwatch.GetTimestamp();
        var best = 0.0;
        for (var count = 0; ; count++)
        {
            var round = await MeasureAsync(workload, contender, count);
            if (count == 0) view.Tell(workload, contender, 0, round, roundCount);
            var isWarmingUp = round.PerSecond > best * StillWarmingUp;
            best = Math.Max(best, round.PerSecond);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed >= 2 * least || (elapsed >= least && !isWarmingUp)) return count + 1;
        }
    }

    private async Task<Round> MeasureAsync(Workload workload, IContender contender, int number)
    {
        try
        {
            await contender.PrepareAsync(number);
            // Nobody pays for what the one before left lying about.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = _processorTimes();
            var round = await contender.RunAsync(number);
            foreach (var (process, time) in _processorTimes())
                round = round.With($"{process} µs each", (time - before[process]).TotalMicroseconds / round.Count);
            await contender.CheckAsync();
            return round;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{workload.Name}, {contender.Name}, round {number}: {fault.Message}", fault);
        }
    }
}
