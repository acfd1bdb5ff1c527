using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace Concert.Bench.Load;

/// <summary>What the service said in the end.</summary>
/// <param name="Status">0: it never said anything certain.</param>
internal sealed record Answer(int Status, JsonNode? Body)
{
    public bool IsUnknown => Status == 0;

    public bool IsDone => Status is >= 200 and < 300;

    public string Code => Body?["code"]?.GetValue<string>() ?? (IsUnknown ? "no_answer" : $"{Status}");

    public string Text(string name) => Body![name]!.GetValue<string>();

    public long Number(string name) => Body![name]!.GetValue<long>();
}

/// <summary>
/// The service's public API as a client in earnest uses it: what is unavailable is sent again with the same key, for as long
/// as patience lasts, and who is told to wait waits.
/// </summary>
internal sealed class ServiceClient(Uri url, TimeSpan patience, CallStatistics statistics) : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip,
    })
    {
        BaseAddress = url,
        Timeout = LongestAnswer,
    };

    /// <param name="call">What the statistics call it.</param>
    /// <param name="method">The verb.</param>
    /// <param name="path">Where to.</param>
    /// <param name="body">Sent as JSON; none: no body.</param>
    /// <param name="headers">Those without a value are left out.</param>
    /// <param name="dueAt">The moment that it should have been sent at, from which its time counts; none: now.</param>
    public async Task<Answer> SendAsync(
        string call, HttpMethod method, string path, JsonNode? body, IReadOnlyList<(string Name, string? Value)> headers, long? dueAt = null)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var from = dueAt ?? Stopwatch.GetTimestamp();
            dueAt = null;
            var (answer, wait) = await TryAsync(method, path, body, headers);
            statistics.Took(call, Stopwatch.GetElapsedTime(from));
            if (answer is { IsDone: false }) statistics.Refused(call, answer.Code);
            var isFinal = answer is { IsUnknown: false, Status: not (429 or 503) };
            if (isFinal) return answer;
            if (Stopwatch.GetElapsedTime(startedAt) > patience) return answer.Status == 429 ? answer : new(0, answer.Body);
            await Task.Delay(wait);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(Answer Answer, TimeSpan Wait)> TryAsync(
        HttpMethod method, string path, JsonNode? body, IReadOnlyList<(string Name, string? Value)> headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null) request.Content = JsonContent.Create(body);
        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var wait = response.Headers.RetryAfter?.Delta ?? Pause;
            return (new((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text)), wait);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            // Nobody knows whether it was done: the same key finds out.
            return (new(0, new JsonObject { ["code"] = fault is OperationCanceledException ? "timed_out" : "no_connection" }), Pause);
        }
    }
}
