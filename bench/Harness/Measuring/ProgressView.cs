using Spectre.Console;

namespace Concert.Bench.Harness;

/// <summary>Shows the progress of the run.</summary>
internal interface IProgressView
{
    void Begin(string workload);

    /// <summary>Shows a round that has ended. Round 0 is the warm-up.</summary>
    void Show(Workload workload, Contender contender, int round, Round result, int roundCount);

    void End(string workload);
}

/// <summary>A line for each round: for output that goes to a file.</summary>
internal sealed class PlainView(TextWriter output) : IProgressView
{
    public void Begin(string workload) => output.WriteLine($"== {workload}");

    public void Show(Workload workload, Contender contender, int round, Round result, int roundCount)
    {
        var notes = string.Concat((result.Notes ?? new Dictionary<string, double>()).Select(note => $", {note.Key} {note.Value:N1}"));
        var name = round == 0 ? "warm-up" : $"round {round}";
        var speed = $"{result.PerSecond,12:N0} {workload.Unit}/s {result.Elapsed.TotalMilliseconds,10:N1} ms";
        output.WriteLine($"   {name,-8} {contender.Name,-20} {speed}{notes}");
    }

    public void End(string workload) => output.Flush();
}

/// <summary>A bar for each workload, on a terminal.</summary>
internal sealed class BarsView(ProgressContext context) : IProgressView
{
    private readonly Dictionary<string, ProgressTask> _bars = [];

    public void Begin(string workload)
    {
        _bars[workload] = context.AddTask(Markup.Escape(workload));
        _bars[workload].IsIndeterminate = true;
    }

    public void Show(Workload workload, Contender contender, int round, Round result, int roundCount)
    {
        var bar = _bars[workload.Name];
        bar.IsIndeterminate = false;
        bar.MaxValue = workload.Contenders.Count * (roundCount + 1);
        bar.Description = Markup.Escape($"{workload.Name} · {contender.Name} {result.PerSecond:N0}/s");
        bar.Increment(1);
    }

    public void End(string workload)
    {
        _bars[workload].Description = Markup.Escape(workload);
        _bars[workload].Value = _bars[workload].MaxValue;
        _bars[workload].StopTask();
    }
}
