using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// What a page should never do: log an error, let an exception go, break its own content security policy (Chromium logs that as an
/// error), or ask anyone but the service.
/// </summary>
internal sealed partial class Complaints
{
    private readonly ConcurrentQueue<string> _all = [];
    private readonly List<string> _expected = [];
    private readonly string _origin;

    public Complaints(IBrowserContext context, string origin)
    {
        _origin = origin;
        context.Console += (_, message) => OnConsole(message);
        context.WebError += (_, error) => _all.Enqueue($"An exception nobody caught: {error.Error}");
        context.Request += (_, request) => OnRequest(request.Url);
    }

    /// <summary>From here on a complaint with one of these texts in it is none.</summary>
    public void Expect(params string[] texts) => _expected.AddRange(texts);

    /// <summary>Those that nobody expected.</summary>
    public string[] Unexpected() => [.. _all.Where(complaint => !_expected.Any(text => complaint.Contains(text, StringComparison.Ordinal)))];

    private void OnConsole(IConsoleMessage message)
    {
        if (message.Type != "error" || IsRefusal(message)) return;
        _all.Enqueue($"console.error: {message.Text} ({message.Location})");
    }

    // Chromium logs every answer of 400 and more. Below 500 it is the service saying no, which the page shows to its user.
    private bool IsRefusal(IConsoleMessage message) =>
        Refused().IsMatch(message.Text) && message.Location.StartsWith($"{_origin}/v1/", StringComparison.Ordinal);

    private void OnRequest(string url)
    {
        var isOwn = url.StartsWith($"{_origin}/", StringComparison.Ordinal) || LocalScheme().IsMatch(url);
        if (!isOwn) _all.Enqueue($"A request to someone else: {url}");
    }

    [GeneratedRegex(@"^Failed to load resource: the server responded with a status of 4\d\d ")]
    private static partial Regex Refused();

    [GeneratedRegex("^(data|blob|about):")]
    private static partial Regex LocalScheme();
}
