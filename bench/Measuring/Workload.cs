namespace Concert.Bench;

/// <summary>One piece of work, done by several contenders in one run: ours, what a user would write instead, and limits.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Unit">What is counted: "reservations", "charges", "requests" …</param>
/// <param name="Contenders">They take turns, round after round.</param>
/// <param name="Bars">What ours must reach against others.</param>
internal sealed record Workload(string Name, string Unit, IReadOnlyList<IContender> Contenders, IReadOnlyList<Bar> Bars)
{
    /// <summary>What a note of ours must stay below.</summary>
    public IReadOnlyList<Ceiling> Ceilings { get; init; } = [];

    /// <summary>With that contender alone, and without bars that need another.</summary>
    public Workload Only(string? contender) => contender is null ? this : this with
    {
        Contenders = [.. Contenders.Where(it => it.Name == contender)],
        Bars = [.. Bars.Where(bar => bar.Ours == contender && bar.Against == contender)],
        Ceilings = [.. Ceilings.Where(ceiling => ceiling.Ours == contender)],
    };
}

/// <param name="Ours">A contender's name.</param>
/// <param name="Against">Another's.</param>
/// <param name="AtLeast">The ratio of their speeds that ours must reach.</param>
internal sealed record Bar(string Ours, string Against, double AtLeast);

/// <param name="Ours">A contender's name.</param>
/// <param name="Note">One of its rounds' notes.</param>
/// <param name="Below">What the median of the rounds must stay below.</param>
internal sealed record Ceiling(string Ours, string Note, double Below);

/// <summary>One way to do a workload.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>Makes everything that a round needs and that does not count; each round begins on fresh data.</summary>
    Task PrepareAsync(int round);

    /// <summary>The work that counts. It checks its own result: a wrong one is no result.</summary>
    Task<Round> RunAsync(int round);

    /// <summary>What of the result is checked after the processor's time is taken, because looking at it costs some.</summary>
    Task CheckAsync() => Task.CompletedTask;
}

/// <summary>What a round came to.</summary>
/// <param name="Count">Operations done.</param>
/// <param name="Elapsed">In this time.</param>
/// <param name="Notes">Whatever else was measured, by name: "p50 ms", "p99 ms", "bytes each" …</param>
internal sealed record Round(long Count, TimeSpan Elapsed, IReadOnlyDictionary<string, double>? Notes = null)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>With one note more.</summary>
    public Round With(string note, double value) => this with
    {
        Notes = new Dictionary<string, double>(Notes ?? new Dictionary<string, double>()) { [note] = value },
    };
}
