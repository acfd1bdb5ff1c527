namespace Concert.Bench;

/// <summary>
/// A workload before anything of it exists. It is opened when its turn comes and closed after it, so that what one leaves
/// running or in memory costs no other.
/// </summary>
internal sealed record WorkloadPlan(string Name, Func<Task<OpenWorkload>> OpenAsync);

/// <param name="Workload">Ready to run.</param>
/// <param name="Owner">Closes what it runs on.</param>
internal sealed record OpenWorkload(Workload Workload, IAsyncDisposable Owner)
{
    /// <summary>Processor time of each process at work, by name, since it started. Unless told otherwise it is this one.</summary>
    public Func<IReadOnlyDictionary<string, TimeSpan>> ProcessorTimes { get; init; } =
        () => new Dictionary<string, TimeSpan> { ["CPU"] = Environment.CpuUsage.TotalTime };

    /// <summary>At least so long each contender runs before it counts. Processes of its own are new, and compile as they go.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);
}
