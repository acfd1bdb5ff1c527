namespace Concert.Bench.Simulation;

/// <summary>
/// Virtual time: what is due, in order. Two steps that are due at the same moment run in the order in which they were added, so one
/// seed gives one evening. It is also the clock of the limits and challenges of the gateway.
/// </summary>
internal sealed class Agenda : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long At, long Order)> _steps = new();
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time since the simulation began.</summary>
    public TimeSpan Now { get; private set; }

    public long StepCount => _order;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public void At(TimeSpan at, Action step) => _steps.Enqueue(step, ((at > Now ? at : Now).Ticks, _order++));

    public void After(TimeSpan wait, Action step) => At(Now + wait, step);

    /// <summary>Runs every step, until none is left, it is over, or the time has come.</summary>
    public void Run(TimeSpan until, Func<bool> isOver)
    {
        while (!isOver() && _steps.TryDequeue(out var step, out var due) && due.At <= until.Ticks)
        {
            Now = TimeSpan.FromTicks(due.At);
            step();
        }
    }
}
