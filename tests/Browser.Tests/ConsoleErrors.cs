using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// Collects what a page must never do: log an error, leave an exception uncaught, violate its content security policy (Chromium logs
/// that as an error), or send a request to another origin.
/// </summary>
internal sealed partial class ConsoleErrors
{
    private readonly ConcurrentQueue<string> _all = [];
    private readonly List<string> _expected = [];
    private readonly string _origin;

    public ConsoleErrors(IBrowserContext context, string origin)
    {
        _origin = origin;
        context.Console += (_, message) => OnConsole(message);
        context.WebError += (_, error) => _all.Enqueue($"An uncaught exception: {error.Error}");
        context.Request += (_, request) => OnRequest(request.Url);
    }

    /// <summary>From now on, errors that contain one of these texts are expected.</summary>
    public void Expect(params string[] texts) => _expected.AddRange(texts);

    /// <summary>The errors so far that are not expected.</summary>
    public string[] Unexpected() => [.. _all.Where(error => !_expected.Any(text => error.Contains(text, StringComparison.Ordinal)))];

    private void OnConsole(IConsoleMessage message)
    {
        if (message.Type != "error" || IsRefusal(message)) return;
        _all.Enqueue($"console.error: {message.Text} ({message.Location})");
    }

    // Chromium logs every answer with status 400 or above. Below 500 it is a refusal, which the page shows to its user: also that of
    // the page itself, for a concert that does not exist.
    private bool IsRefusal(IConsoleMessage message) =>
        Refused().IsMatch(message.Text)
        && (message.Location.StartsWith($"{_origin}/v1/", StringComparison.Ordinal)
            || message.Location.StartsWith($"{_origin}/concerts/", StringComparison.Ordinal));

    private void OnRequest(string url)
    {
        var isOwn = url.StartsWith($"{_origin}/", StringComparison.Ordinal) || LocalScheme().IsMatch(url);
        if (!isOwn) _all.Enqueue($"A request to another origin: {url}");
    }

    [GeneratedRegex(@"^Failed to load resource: the server responded with a status of 4\d\d ")]
    private static partial Regex Refused();

    [GeneratedRegex("^(data|blob|about):")]
    private static partial Regex LocalScheme();
}
