using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Concert.Faults;

/// <summary>
/// A user who sends each request until it is answered, to the gateways in turn. A broken connection, 502, 503 and 504 are no answers.
/// </summary>
/// <param name="name">Names the user in the message of a fault.</param>
/// <param name="seed">Selects the first gateway, and the pauses between retries.</param>
/// <param name="statistics">Counts answers and retries; null: nobody asks for them.</param>
internal sealed class RetryingClient(IReadOnlyList<HttpClient> gateways, string name, int seed, ChaosStatistics? statistics = null)
{
    // Longer than any fault.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(seed);
    private int _gateway = seed;

    public string AccessToken { get; set; } = "";

    public string QueueToken { get; set; } = "";

    /// <summary>The next request goes to the next gateway.</summary>
    public void ChangeGateway() => _gateway++;

    /// <exception cref="TimeoutException">No gateway answered in time.</exception>
    public async Task<ClientAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < AnswerLimit)
        {
            if (await TrySendAsync(method, path, body, key) is { } answer)
            {
                statistics?.RecordAnswer(TimeProvider.System.GetElapsedTime(start));
                return answer;
            }

            statistics?.RecordRetry();
            ChangeGateway();
            await Task.Delay(_random.Next(20, 200));
        }

        throw new TimeoutException($"{method} {path} of {name} was not answered within {AnswerLimit}.");
    }

    private async Task<ClientAnswer?> TrySendAsync(HttpMethod method, string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (AccessToken.Length > 0) request.Headers.Authorization = new("Bearer", AccessToken);
        if (QueueToken.Length > 0) request.Headers.Add("Queue-Token", QueueToken);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        try
        {
            var sentAt = TimeProvider.System.GetUtcNow();
            using var response = await gateways[_gateway % gateways.Count].SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) return null;
            Assert.True((int)response.StatusCode < 500, $"{method} {path}: {(int)response.StatusCode} {text}");
            return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text))
            {
                SentAt = sentAt,
                AnsweredAt = TimeProvider.System.GetUtcNow(),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
