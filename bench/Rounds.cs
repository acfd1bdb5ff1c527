using Concert.Bench.Http;

namespace Concert.Bench;

/// <summary>Takes the workloads whose names hold the first argument, and lets the contenders take turns.</summary>
internal static class Rounds
{
    private static readonly string[] Verbs = ["silo", "gateway", "baseline"];

    public static async Task<int> RunAsync(string[] args)
    {
        await using var postgres = await PostgresServer.CreateAsync();
        await using var bench = await HttpBench.StartAsync(postgres);
        var rounds = args.Length > 1 ? int.Parse(args[1], null) : 3;
        foreach (var workload in HttpWorkloads.All(bench).Where(w => args.Length == 0 || w.Name.Contains(args[0], StringComparison.Ordinal)))
        {
            var contenders = workload.Contenders.Where(c => args.Length < 3 || args[2].Split(';').Contains(c.Name)).ToList();
            var speeds = contenders.ToDictionary(c => c.Name, _ => new List<Round>());
            for (var round = 0; round < rounds; round++)
            {
                foreach (var contender in contenders)
                {
                    await contender.PrepareAsync(round);
                    var before = bench.ProcessorTimes();
                    var done = await contender.RunAsync(round);
                    var notes = new Dictionary<string, double>(done.Notes ?? new Dictionary<string, double>());
                    foreach (var (verb, time) in bench.ProcessorTimes())
                        notes[$"{verb} µs each"] = (time - before[verb]).TotalMicroseconds / done.Count;
                    speeds[contender.Name].Add(done with { Notes = notes });
                }
            }

            Console.WriteLine($"== {workload.Name} ({workload.Unit}/s)");
            foreach (var (name, all) in speeds)
            {
                var sorted = all.OrderBy(r => r.PerSecond).ToList();
                var median = sorted[sorted.Count / 2];
                var cpu = string.Join("  ", Verbs.Select(v =>
                    $"{v} {all.Select(r => r.Notes![$"{v} µs each"]).Order().ElementAt(rounds / 2):N1}"));
                var notes = string.Join("  ", (median.Notes ?? new Dictionary<string, double>()).Where(n => !n.Key.Contains("µs"))
                    .Select(n => $"{n.Key} {n.Value:N2}"));
                Console.WriteLine($"{name,-28} {median.PerSecond,10:N0}  [{sorted[0].PerSecond:N0} .. {sorted[^1].PerSecond:N0}]  {notes}  cpu µs: {cpu}");
            }

            double Median(string name) => speeds[name].Select(r => r.PerSecond).Order().ElementAt(rounds / 2);
            foreach (var bar in workload.Bars.Where(b => speeds.ContainsKey(b.Against)))
                Console.WriteLine($"   {bar.Ours} / {bar.Against}: {Median(bar.Ours) / Median(bar.Against):N2} (at least {bar.AtLeast})");
        }

        return 0;
    }
}
