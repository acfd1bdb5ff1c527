namespace Concert.Bench.Harness;

/// <summary>
/// A workload before anything of it exists. The runner opens it when its turn comes and closes it afterwards, so that processes
/// and memory of one workload cannot slow another.
/// </summary>
internal sealed record WorkloadPlan(string Name, Func<Task<OpenWorkload>> OpenAsync);

/// <param name="Workload">Ready to run.</param>
/// <param name="Owner">Closes everything that the workload runs on.</param>
internal sealed record OpenWorkload(Workload Workload, IAsyncDisposable Owner)
{
    /// <summary>Processor time of each kind of process since it started, by name. The default is this process alone.</summary>
    public Func<IReadOnlyDictionary<string, TimeSpan>> ProcessorTimes { get; init; } =
        () => new Dictionary<string, TimeSpan> { ["CPU"] = Environment.CpuUsage.TotalTime };

    /// <summary>How long each contender runs at least before its rounds count. Null: until it is warm by <see cref="WarmRule"/>.</summary>
    public TimeSpan? WarmUp { get; init; } = TimeSpan.FromSeconds(3);
}
