namespace Concert.Bench;

/// <summary>
/// Lets the contenders of a workload take turns, A B C A B C, so that whatever else the machine does meets all of them.
/// </summary>
internal sealed class Runner(int roundCount, IProgressView view)
{
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<WorkloadPlan> plans)
    {
        var measurements = new List<Measurement>();
        foreach (var plan in plans)
        {
            view.Begin(plan.Name);
            var open = await plan.OpenAsync();
            await using (open.Owner) measurements.Add(await MeasureAsync(open.Workload));
            view.End(plan.Name);
        }

        return measurements;
    }

    private async Task<Measurement> MeasureAsync(Workload workload)
    {
        var rounds = workload.Contenders.ToDictionary(contender => contender.Name, _ => new List<Round>());
        // Round 0 does not count: code is compiled and connections are opened in it.
        for (var number = 0; number <= roundCount; number++)
        {
            foreach (var contender in workload.Contenders)
            {
                var round = await MeasureAsync(workload, contender, number);
                if (number > 0) rounds[contender.Name].Add(round);
                view.Tell(workload, contender, number, round, roundCount);
            }
        }

        return new(workload, [.. workload.Contenders.Select(it => new ContenderRounds(it.Name, rounds[it.Name]))]);
    }

    private static async Task<Round> MeasureAsync(Workload workload, IContender contender, int number)
    {
        try
        {
            await contender.PrepareAsync(number);
            // Nobody pays for what the one before left lying about.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return await contender.RunAsync(number);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{workload.Name}, {contender.Name}, round {number}: {fault.Message}", fault);
        }
    }
}
