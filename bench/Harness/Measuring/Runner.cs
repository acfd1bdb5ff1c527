namespace Concert.Bench.Harness;

/// <summary>Runs the contenders of a workload in turns, A B C A B C, so that other work on the machine affects all of them.</summary>
internal sealed class Runner(int roundCount)
{
    // A contender is warm when a round is faster than the best one before by less than this factor.
    private const double StillWarmingUp = 1.1;

    private Func<IReadOnlyDictionary<string, TimeSpan>> _processorTimes = null!;

    /// <param name="plans">What to run.</param>
    /// <param name="contender">The only contender to run. Null: all of them.</param>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<WorkloadPlan> plans, string? contender = null)
    {
        var measurements = new List<Measurement>();
        foreach (var plan in plans)
        {
            Console.WriteLine($"== {plan.Name}");
            var open = await plan.OpenAsync();
            await using (open.Owner)
            {
                _processorTimes = open.ProcessorTimes;
                measurements.Add(await MeasureAsync(open.Workload.Only(contender), open.WarmUp));
            }
        }

        return measurements;
    }

    private async Task<Measurement> MeasureAsync(Workload workload, TimeSpan? warmUp)
    {
        var rounds = workload.Contenders.ToDictionary(contender => contender.Name, _ => new List<Round>());
        var warmUpCount = 0;
        // One contender after another: if they took turns, a contender of 10 ms a round would hardly have started to warm up when
        // one of a second a round is done.
        foreach (var contender in workload.Contenders)
        {
            var count = warmUp is { } least ? await WarmUpAsync(workload, contender, least) : await WarmUpAsync(workload, contender);
            warmUpCount = Math.Max(warmUpCount, count);
        }

        for (var number = 1; number <= roundCount; number++)
        {
            foreach (var contender in workload.Contenders)
            {
                var round = await MeasureAsync(workload, contender, warmUpCount + number - 1);
                rounds[contender.Name].Add(round);
                Show(workload, contender, $"round {number}", round);
            }
        }

        // Without its contenders, so that what they ran on does not stay in memory while other workloads run.
        return new(workload with { Contenders = [] }, [.. workload.Contenders.Select(it => new ContenderRounds(it.Name, rounds[it.Name]))]);
    }

    // Rounds that do not count: connections are opened and code is compiled, hot code twice. After them every contender is measured
    // as in a process that has run for a while.
    private async Task<int> WarmUpAsync(Workload workload, Contender contender, TimeSpan least)
    {
        var started = Stopwatch.GetTimestamp();
        var best = 0.0;
        for (var count = 0; ; count++)
        {
            var round = await MeasureAsync(workload, contender, count);
            if (count == 0) Show(workload, contender, "warm-up", round);
            var isWarmingUp = round.PerSecond > best * StillWarmingUp;
            best = Math.Max(best, round.PerSecond);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed >= 2 * least || (elapsed >= least && !isWarmingUp)) return count + 1;
        }
    }

    // Each round is shown, so that a reader sees what the warm-up made of the cost.
    private async Task<int> WarmUpAsync(Workload workload, Contender contender)
    {
        var costs = new List<double>();
        while (true)
        {
            var round = await MeasureAsync(workload, contender, costs.Count);
            costs.Add(round.ServiceTime);
            Show(workload, contender, $"warm-up {costs.Count}", round);
            if (WarmRule.IsWarm(costs, round.Count)) return costs.Count;
        }
    }

    private async Task<Round> MeasureAsync(Workload workload, Contender contender, int number)
    {
        try
        {
            await contender.PrepareAsync(number);
            // Otherwise this contender would pay for the garbage of the one before.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = _processorTimes();
            var round = await contender.RunAsync(number);
            foreach (var (process, time) in _processorTimes())
                round = round.With(process + Round.ProcessorNote, (time - before[process]).TotalMicroseconds / round.Count);
            await contender.CheckAsync();
            return round;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{workload.Name}, {contender.Name}, round {number}: {fault.Message}", fault);
        }
    }

    private static void Show(Workload workload, Contender contender, string name, Round round)
    {
        var notes = string.Concat((round.Notes ?? new Dictionary<string, double>()).Select(note => $", {note.Key} {note.Value:N1}"));
        var speed = $"{round.PerSecond,12:N0} {workload.Unit}/s {round.Elapsed.TotalMilliseconds,10:N1} ms";
        Console.WriteLine($"   {name,-8} {contender.Name,-20} {speed}{notes}");
    }
}
