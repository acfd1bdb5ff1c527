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
    WaitingCalls Calls,
    IReadOnlyDictionary<string, TimeSpan> ProcessorTimes,
    long GatewayBytes,
    long IdleGatewayBytes);

/// <param name="Sent">Polls.</param>
/// <param name="Answered">Polls.</param>
/// <param name="Lost">Places and streams that ended although their users did as they were told.</param>
/// <param name="Events">Of streams.</param>
/// <param name="ServerErrors">Answers with a status of 500 or more, to whatever call.</param>
/// <param name="Refusals">Other answers that are no success.</param>
internal sealed record WaitingCalls(
    long Sent,
    long Answered,
    long Admitted,
    long Lost,
    long Events,
    long ServerErrors,
    long Refusals,
    double P50Ms,
    double P99Ms,
    double P999Ms,
    double MaxMs);

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
        Add("answered", Whole(calls.Answered));
        Add("polls a second", Figure(calls.Answered / seconds));
        Add("events of streams a second", Figure(calls.Events / seconds));
        Add("admitted a second", Figure(calls.Admitted / seconds));
        Add("p50, p99, p99.9, max ms", string.Join(", ", Figure(calls.P50Ms), Figure(calls.P99Ms), Figure(calls.P999Ms), Figure(calls.MaxMs)));
        Add("5xx", Whole(calls.ServerErrors));
        Add("other refusals", Whole(calls.Refusals));
        Add("places and streams lost", Whole(calls.Lost));
        foreach (var (process, time) in figures.ProcessorTimes) Add($"{process}, cores", (time.TotalSeconds / seconds).ToString("0.00", CultureInfo.InvariantCulture));
        Add("gateway's memory before and with all, MB", $"{Whole(figures.IdleGatewayBytes / Megabyte)}, {Whole(figures.GatewayBytes / Megabyte)}");
        text.Append(CultureInfo.InvariantCulture, $"\nBars: all answered, p99 under {P99BarMs} ms, no 5xx, nothing lost: {BarsOf(calls)}.\n");
        return text.ToString();

        void Add(string name, string value) => text.AddRow([name, value]);
    }

    private static string BarsOf(WaitingCalls calls)
    {
        List<string> missed = [];
        if (calls.Answered < calls.Sent) missed.Add("answers");
        if (calls.P99Ms >= P99BarMs) missed.Add("p99");
        if (calls.ServerErrors > 0) missed.Add("5xx");
        if (calls.Refusals > 0) missed.Add("refusals");
        if (calls.Lost > 0) missed.Add("lost");
        return missed.Count == 0 ? "reached" : $"**not reached: {string.Join(", ", missed)}**";
    }
}
