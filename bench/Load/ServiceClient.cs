using System.Net;

namespace Concert.Bench.Load;

/// <summary>The service's final answer to a call.</summary>
/// <param name="Status">0: no certain answer came.</param>
internal sealed record ServiceAnswer(int Status, JsonNode? Body)
{
    public bool IsUnknown => Status == 0;

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Code => Body?["code"]?.GetValue<string>() ?? (IsUnknown ? "no_answer" : $"{Status}");

    public string Text(string name) => Body![name]!.GetValue<string>();

    public long Number(string name) => Body![name]!.GetValue<long>();
}

/// <summary>
/// The public API as a careful client uses it. What is unavailable or rate limited is retried with the same idempotency key, after
/// <c>Retry-After</c>, until the patience is over. It uses <see cref="HttpClient"/> and not the workloads' lean client, because it
/// must reach any service: with TLS, gzip, and proxies.
/// </summary>
internal sealed class ServiceClient(Uri url, TimeSpan patience, CallStatistics statistics) : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip })
    {
        BaseAddress = url,
        Timeout = AnswerLimit,
    };

    /// <param name="call">Its name in the statistics.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Where to.</param>
    /// <param name="body">Sent as JSON. Null: no body.</param>
    /// <param name="headers">Those without a value are left out.</param>
    /// <param name="dueAt">The moment at which it was due, from which its time counts. Null: now.</param>
    public Task<ServiceAnswer> SendAsync(
        string call, HttpMethod method, string path, JsonNode? body, IReadOnlyList<(string Name, string? Value)> headers, long? dueAt = null) =>
        RetryAsync(call, dueAt, async () =>
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            foreach (var (name, value) in headers)
            {
                if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
            }

            if (body is not null) request.Content = JsonContent.Create(body);
            using var response = await _http.SendAsync(request);
            return await AnswerAsync(response);
        });

    /// <summary>
    /// Reads the first event of an event stream and closes the stream. A seat map of 3,000 seats has 270 kB; the snapshot of the
    /// compact seat stream, which the web page reads, has 3 kB.
    /// </summary>
    public Task<ServiceAnswer> ReadFirstEventAsync(string call, string path) => RetryAsync(call, null, async () =>
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        if (!response.IsSuccessStatusCode) return await AnswerAsync(response);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (new((int)response.StatusCode, JsonNode.Parse(line[6..])), default);
        }

        throw new IOException("The stream ended without an event.");
    });

    public void Dispose() => _http.Dispose();

    private async Task<ServiceAnswer> RetryAsync(string call, long? dueAt, Func<Task<(ServiceAnswer Answer, TimeSpan Wait)>> sendAsync)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var from = dueAt ?? Stopwatch.GetTimestamp();
            dueAt = null;
            var (answer, wait) = await TryAsync(sendAsync);
            statistics.Record(call, Stopwatch.GetElapsedTime(from));
            if (!answer.IsSuccess) statistics.RecordRefusal(call, answer.Code);
            if (answer is { IsUnknown: false, Status: not (429 or 503) }) return answer;
            if (Stopwatch.GetElapsedTime(startedAt) > patience) return answer.Status == 429 ? answer : new(0, answer.Body);
            await Task.Delay(wait);
        }
    }

    private static async Task<(ServiceAnswer Answer, TimeSpan Wait)> TryAsync(Func<Task<(ServiceAnswer Answer, TimeSpan Wait)>> sendAsync)
    {
        try
        {
            return await sendAsync();
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            // Whether the command was executed is unknown. A retry with the same key finds out.
            return (new(0, new JsonObject { ["code"] = fault is OperationCanceledException ? "timed_out" : "no_connection" }), RetryDelay);
        }
    }

    private static async Task<(ServiceAnswer Answer, TimeSpan Wait)> AnswerAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        return (new((int)response.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body)), response.Headers.RetryAfter?.Delta ?? RetryDelay);
    }
}
