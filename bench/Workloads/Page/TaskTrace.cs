using System.Text;
using Microsoft.Playwright;

namespace Concert.Bench.Workloads;

/// <summary>
/// The browser's trace of the tasks of the page's main thread, with the processor time of each. Other work on the machine does not
/// change it.
/// </summary>
internal sealed class TaskTrace(ICDPSession tools)
{
    private const string TaskName = "RunTask";

    private static readonly string[] Categories = ["toplevel"];

    public Task StartAsync() => tools.SendAsync("Tracing.start", new()
    {
        ["transferMode"] = "ReturnAsStream",
        ["traceConfig"] = new Dictionary<string, object>
        {
            ["recordMode"] = "recordAsMuchAsPossible",
            ["includedCategories"] = Categories,
        },
    });

    /// <summary>Milliseconds of the longest task of the main thread of that process.</summary>
    public async Task<double> LongestMsAsync(int processId)
    {
        var complete = new TaskCompletionSource<string>();
        tools.Event("Tracing.tracingComplete").OnEvent += (_, data) => complete.TrySetResult(data!.Value.GetProperty("stream").GetString()!);
        await tools.SendAsync("Tracing.end");
        var stream = await complete.Task;
        var text = new StringBuilder();
        for (var isEnd = false; !isEnd;)
        {
            var piece = (await tools.SendAsync("IO.read", new() { ["handle"] = stream, ["size"] = 4_000_000 }))!.Value;
            text.Append(piece.GetProperty("data").GetString());
            isEnd = piece.GetProperty("eof").GetBoolean();
        }

        await tools.SendAsync("IO.close", new() { ["handle"] = stream });
        using var trace = JsonDocument.Parse(text.ToString());
        return trace.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Where(task => task.GetProperty("pid").GetInt32() == processId && task.GetProperty("tid").GetInt32() == processId
                && task.GetProperty("name").GetString()!.EndsWith(TaskName, StringComparison.Ordinal))
            .Select(task => task.TryGetProperty("tdur", out var microseconds) ? microseconds.GetDouble() / 1000 : 0)
            .DefaultIfEmpty(double.NaN).Max();
    }
}
