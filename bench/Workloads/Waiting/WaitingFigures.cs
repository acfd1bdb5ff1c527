using System.Globalization;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Workloads;

/// <param name="Users">Who joined.</param>
/// <param name="StreamCount">How many of them had a stream open.</param>
/// <param name="Duration">How long was measured.</param>
/// <param name="Calls">What was counted in that time.</param>
/// <param name="ProcessorTimes">Of each kind of process, in that time.</param>
/// <param name="GatewayBytes">Resident memory of the gateway at the end.</param>
/// <param name="IdleGatewayBytes">The same before the first user came.</param>
internal sealed record WaitingFigures(
    int Users,
    int StreamCount,
    TimeSpan Duration,
    WaitingTally Calls,
    IReadOnlyDictionary<string, TimeSpan> ProcessorTimes,
    long GatewayBytes,
    long IdleGatewayBytes);

/// <summary>A run as a table, and which bars it reached.</summary>
internal static class WaitingMarkdown
{
    internal const int P99BarMs = 50;

    private const double Megabyte = 1e6;

    public static string Of(string machine, WaitingFigures figures)
    {
        var (calls, seconds) = (figures.Calls, figures.Duration.TotalSeconds);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{machine}; PostgreSQL, silo, gateway and generator on it; {seconds:0} s.\n");
        text.AddHead(["figure", "value"], textColumns: 1);
        Add("users who joined", Whole(figures.Users));
        Add("of them with an open stream", Whole(figures.StreamCount));
        Add("polls", Whole(calls.Sent));
        Add("answered", Whole(calls.AnsweredCount));
        Add("polls a second", Figure(calls.AnsweredCount / seconds));
        Add("events of streams a second", Figure(calls.Events / seconds));
        Add("admitted a second", Figure(calls.Admitted / seconds));
        Add("p50, p99, p99.9, max ms", string.Join(", ", Figure(calls.MsAt(50)), Figure(calls.MsAt(99)), Figure(calls.MsAt(99.9)), Figure(calls.MaxMs)));
        Add("5xx", Whole(calls.ServerErrors));
        Add("other refusals", Whole(calls.Refusals));
        Add("places and streams lost", Whole(calls.Expired + calls.StreamsLost));
        foreach (var (process, time) in figures.ProcessorTimes) Add($"{process}, cores", (time.TotalSeconds / seconds).ToString("0.00", CultureInfo.InvariantCulture));
        Add("gateway's memory before and with all, MB", $"{Whole(figures.IdleGatewayBytes / Megabyte)}, {Whole(figures.GatewayBytes / Megabyte)}");
        text.Append(CultureInfo.InvariantCulture, $"\nBars: all answered, p99 under {P99BarMs} ms, no 5xx, nothing lost: {BarsOf(calls)}.\n");
        return text.ToString();

        void Add(string name, string value) => text.AddRow([name, value]);
    }

    private static string BarsOf(WaitingTally calls)
    {
        List<string> missed = [];
        if (calls.AnsweredCount < calls.Sent) missed.Add("answers");
        if (calls.MsAt(99) >= P99BarMs) missed.Add("p99");
        if (calls.ServerErrors > 0) missed.Add("5xx");
        if (calls.Refusals > 0) missed.Add("refusals");
        if (calls.Expired + calls.StreamsLost > 0) missed.Add("lost");
        return missed.Count == 0 ? "reached" : $"**not reached: {string.Join(", ", missed)}**";
    }
}
