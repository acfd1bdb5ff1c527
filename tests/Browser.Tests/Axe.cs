using System.Text.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// Runs axe on a page, in an isolated world like a browser extension's. There the page's content security policy does not block the
/// script, and the page's fake clock does not delay it.
/// </summary>
internal static class Axe
{
    private static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    // Finishes fade-ins first, because axe would judge their intermediate colors. An endless animation cannot be finished: cancel it.
    // In forced colors axe judges a text that nobody sees: it reads `-webkit-text-fill-color`, which Chromium does not force, and the
    // background, which it does (dequelabs/axe-core#3978). So each element gets the forced color of its text as its fill for the run.
    private static readonly string Run = $$"""
        (async () => {
            for (const animation of document.getAnimations()) try { animation.finish(); } catch { animation.cancel(); }
            const forced = matchMedia('(forced-colors: active)').matches ? [...document.querySelectorAll('body, body *')] : [];
            const colors = forced.map((element) => getComputedStyle(element).color);
            forced.forEach((element, index) => element.style.webkitTextFillColor = colors[index]);
            const results = await axe.run(document, { resultTypes: ['violations'], runOnly: {{JsonSerializer.Serialize(Tags)}} });
            for (const element of forced) element.style.webkitTextFillColor = '';
            return JSON.stringify(results.violations);
        })()
        """;

    private static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>The violations, each as a paragraph: the rule, its impact, the fix and the elements.</summary>
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
