namespace Concert.Bench.Harness;

/// <summary>A piece of work that several contenders do in one run: the service, hand-written SQL, and upper limits.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Unit">What is counted: "reservations", "charges", "requests" …</param>
/// <param name="Contenders">They take turns, round after round. The first is ours.</param>
/// <param name="Bars">The ratios that ours must reach.</param>
internal sealed record Workload(string Name, string Unit, IReadOnlyList<Contender> Contenders, params IReadOnlyList<Bar> Bars)
{
    /// <summary>Limits that notes of ours must stay below.</summary>
    public IReadOnlyList<Ceiling> Ceilings { get; init; } = [];

    /// <summary>That contender alone, without bars that need another one. Null: all of them.</summary>
    public Workload Only(string? contender) => contender is null ? this : this with
    {
        Contenders = [.. Contenders.Where(it => it.Name == contender)],
        Bars = [.. Bars.Where(bar => bar.Ours == contender && bar.Against == contender)],
        Ceilings = [.. Ceilings.Where(ceiling => ceiling.Ours == contender)],
    };
}

/// <summary>The speed of contender <paramref name="Ours"/> must be at least so many times that of <paramref name="Against"/>.</summary>
internal sealed record Bar(string Ours, string Against, double AtLeast);

/// <summary>The median of a note of contender <paramref name="Ours"/> must stay below a limit.</summary>
internal sealed record Ceiling(string Ours, string Note, double Below);

/// <summary>One way to do a workload. Its functions get the number of the round, which starts at 0 and includes the warm-up.</summary>
/// <param name="PrepareAsync">Creates what the round needs. Its time does not count. Each round starts on fresh data.</param>
/// <param name="RunAsync">The work whose time counts. It checks its own result and throws if that is wrong.</param>
internal sealed record Contender(string Name, Func<int, Task> PrepareAsync, Func<int, Task<Round>> RunAsync)
{
    /// <summary>Checks that cost processor time themselves: they run after the processor times of the round were taken.</summary>
    public Func<Task> CheckAsync { get; init; } = () => Task.CompletedTask;
}

/// <summary>The result of a round.</summary>
/// <param name="Count">Operations done.</param>
/// <param name="Elapsed">In this time.</param>
/// <param name="Notes">Everything else that was measured, by name: "p50 ms", "p99 ms", "bytes each" …</param>
internal sealed record Round(long Count, TimeSpan Elapsed, IReadOnlyDictionary<string, double>? Notes = null)
{
    /// <summary>The end of the name of each note with processor time of one kind of process.</summary>
    public const string ProcessorNote = " µs each";

    /// <summary>The kind of process that sends the requests: the bench itself.</summary>
    public const string Generator = "generator";

    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>Processor time of one operation in µs, of all processes but the generator.</summary>
    public double ServiceTime => (Notes ?? new Dictionary<string, double>())
        .Where(note => note.Key.EndsWith(ProcessorNote, StringComparison.Ordinal) && note.Key != Generator + ProcessorNote)
        .Sum(note => note.Value);

    public Round With(string note, double value) =>
        this with { Notes = new Dictionary<string, double>(Notes ?? new Dictionary<string, double>()) { [note] = value } };
}
