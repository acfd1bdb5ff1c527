using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concert;

/// <summary>A client of the service, with its access token and its headers.</summary>
internal sealed record Caller(ApiHost Host, HttpClient Http)
{
    private static int _keyCount;

    public string? AccessToken { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static string NewKey() => $"key-{Interlocked.Increment(ref _keyCount)}";

    public Caller With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    public Caller Repeatably(string? key = null) => With("Idempotency-Key", key ?? NewKey());

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="method">The method.</param>
    /// <param name="path">The path, with its query.</param>
    /// <param name="body">A string is sent unchanged, any other object as JSON; null sends no body.</param>
    /// <param name="contentType">The body's type.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string contentType = "application/json")
    {
        using var request = Request(method, path);
        if (body is not null)
        {
            var text = body as string ?? JsonSerializer.Serialize(body);
            request.Content = new StringContent(text, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        }

        var response = await Http.SendAsync(request);
        return new(response, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Opens an event stream.</summary>
    public async Task<EventReader> StreamAsync(string path)
    {
        using var request = Request(HttpMethod.Get, path);
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>Joins the concert's queue. Returns this caller with its queue token.</summary>
    public async Task<Caller> JoinAsync(TestConcert concert)
    {
        var answer = await PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens");
        return With("Queue-Token", answer.Text("token"));
    }

    public Task<Answer> ChargeAsync(long amount) => Repeatably().PostAsync("/v1/wallet/charges", new { amount });

    public Task<Answer> ReserveAsync(TestConcert concert, params string[] seatIds) =>
        Repeatably().PostAsync("/v1/reservations", new { performanceId = concert.PerformanceId, seatIds });

    public Task<Answer> ChangeAsync(string reservationId, object body) =>
        Repeatably().SendAsync(HttpMethod.Patch, $"/v1/reservations/{reservationId}", body);

    public Task<Answer> PayAsync(string reservationId) => Repeatably().PostAsync("/v1/payments", new { reservationId });

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (AccessToken is not null) request.Headers.Authorization = new("Bearer", AccessToken);
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}

/// <summary>A response and its body.</summary>
internal sealed record Answer(HttpResponseMessage Response, byte[] Bytes)
{
    public int Status => (int)Response.StatusCode;

    public string BodyText => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes) ?? throw new InvalidOperationException("The body is null.");

    public string Text(string name) => Json[name]?.GetValue<string>() ?? throw new InvalidOperationException($"No {name} in {BodyText}");

    public long Number(string name) => Json[name]?.GetValue<long>() ?? throw new InvalidOperationException($"No {name} in {BodyText}");

    public Answer Granted(HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(Response.StatusCode == status, $"Expected {(int)status}, got {Status}: {BodyText}");
        return this;
    }

    /// <summary>Asserts a problem: the status, the code, and every member that the contract promises.</summary>
    public Answer Refused(int status, string code)
    {
        Assert.True(Status == status, $"Expected {status} {code}, got {Status}: {BodyText}");
        Assert.Equal("application/problem+json", Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, Text("code"));
        Assert.Equal($"/problems/{code}", Text("type"));
        Assert.Equal(status, Number("status"));
        Assert.NotEqual("", Text("title"));
        Assert.NotEqual("", Text("detail"));
        Assert.NotEqual("", Text("traceId"));
        return this;
    }

    public string[] ErrorFields => [.. Json["errors"]!.AsObject().Select(error => error.Key)];
}
