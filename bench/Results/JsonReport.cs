namespace Concert.Bench.Results;

/// <summary>Every figure of every round, with the machine that it was measured on.</summary>
internal static class JsonReport
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Task WriteAsync(string path, Machine machine, IReadOnlyList<Measurement> measurements) =>
        File.WriteAllTextAsync(path, JsonSerializer.Serialize(new { Machine = machine, Workloads = measurements.Select(WorkloadOf) }, Options));

    public static object WorkloadOf(Measurement measurement) => new
    {
        measurement.Workload.Name,
        measurement.Workload.Unit,
        Contenders = measurement.Contenders.Select(contender => new
        {
            contender.Name,
            contender.MedianPerSecond,
            contender.MinPerSecond,
            contender.MaxPerSecond,
            Rounds = contender.Rounds.Select(round => new { round.Count, round.PerSecond, Milliseconds = round.Elapsed.TotalMilliseconds, round.Notes }),
        }),
        Bars = measurement.Verdicts.Select(verdict => new
        {
            verdict.Ours,
            Against = verdict.Note is null ? verdict.Row : null,
            verdict.Note,
            verdict.Figure,
            AtLeast = verdict.Note is null ? verdict.Limit : (double?)null,
            Below = verdict.Note is null ? (double?)null : verdict.Limit,
            verdict.IsReached,
        }),
    };
}
