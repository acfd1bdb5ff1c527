using System.Text.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// Runs axe on a page. In a world of its own, as a browser's extension would: there the page's policy, which lets no text become a
/// script, does not bind it, and the page's clock does not hold it up.
/// </summary>
internal static class Axe
{
    private static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    // What still fades in would be judged by colours that it is about to lose. An animation without an end cannot be finished.
    private static readonly string Run = $$"""
        (async () => {
            for (const animation of document.getAnimations()) try { animation.finish(); } catch { animation.cancel(); }
            const results = await axe.run(document, { resultTypes: ['violations'], runOnly: {{JsonSerializer.Serialize(Tags)}} });
            return JSON.stringify(results.violations);
        })()
        """;

    private static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>What it found, each as a paragraph: the rule, how bad, what to do, and where.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        try
        {
            var frames = await session.SendAsync("Page.getFrameTree");
            var frame = frames!.Value.GetProperty("frameTree").GetProperty("frame").GetProperty("id").GetString()!;
            var world = await session.SendAsync("Page.createIsolatedWorld", new() { ["frameId"] = frame, ["worldName"] = "axe" });
            var context = world!.Value.GetProperty("executionContextId").GetInt32();
            await EvaluateAsync(session, context, $"{Script.Value};''");
            return [.. JsonNode.Parse(await EvaluateAsync(session, context, Run))!.AsArray().Select(Describe!)];
        }
        finally
        {
            await session.DetachAsync();
        }
    }

    private static async Task<string> EvaluateAsync(ICDPSession session, int context, string expression)
    {
        var answer = await session.SendAsync("Runtime.evaluate", new()
        {
            ["expression"] = expression,
            ["contextId"] = context,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        });
        if (answer!.Value.TryGetProperty("exceptionDetails", out var fault)) throw new InvalidOperationException($"axe failed: {fault}");
        return answer.Value.GetProperty("result").GetProperty("value").GetString()!;
    }

    private static string Describe(JsonNode violation)
    {
        var places = violation["nodes"]!.AsArray().Select(node =>
            $"    {string.Join(' ', node!["target"]!.AsArray().Select(selector => selector!.ToString()))}\n"
            + $"        {node["failureSummary"]!.ToString().Replace("\n", "\n        ", StringComparison.Ordinal)}");
        return $"{violation["id"]} ({violation["impact"]}): {violation["help"]}\n{string.Join('\n', places)}";
    }
}
