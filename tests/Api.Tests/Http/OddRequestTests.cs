using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Concert.Http;

/// <summary>Malformed requests over a raw socket: the response is always a 4xx problem, never a 5xx.</summary>
[Collection(nameof(ApiFixture))]
public sealed class OddRequestTests(ApiFixture api)
{
    private const string Json = "Content-Type: application/json\r\n";

    [Theory]
    [InlineData("text/plain; charset=utf-8", 415)]
    [InlineData("application/json; charset=euc-kr", 415)]
    [InlineData("application/json; charset=utf-7", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=nonsense", 415)]
    [InlineData("application/json; charset=\"UTF-8\"", 201)]
    [InlineData("application/json;;;", 415)]
    [InlineData("", 415)]
    public async Task Only_a_JSON_body_in_UTF_8_is_accepted(string contentType, int status)
    {
        var answer = await SendAsync(
            $"POST /v1/users HTTP/1.1\r\nContent-Type: {contentType}\r\nContent-Length: 12\r\n", "{\"name\":\"a\"}");

        AssertAnswered(answer, status, "unsupported_media_type");
    }

    [Theory]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"name\":\"\u00ff\"}")]
    [InlineData("{\"name\":\"a\"}\0")]
    [InlineData("{\"name\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]}")]
    [InlineData("{\"name\":1e999999}")]
    public async Task A_malformed_body_is_an_invalid_request(string body)
    {
        var answer = await SendAsync($"POST /v1/users HTTP/1.1\r\n{Json}Content-Length: {body.Length}\r\n", body);

        AssertAnswered(answer, 400, "invalid_request");
    }

    [Theory]
    [InlineData("/v1/users")]
    [InlineData("/v1/concerts/c_none/queue-tokens")]
    public async Task A_chunked_body_over_64_KiB_is_refused(string path)
    {
        var chunks = string.Concat(Enumerable.Repeat($"1000\r\n{new string(' ', 4096)}\r\n", 17)) + "0\r\n\r\n";

        var answer = await SendAsync($"POST {path} HTTP/1.1\r\n{Json}{await BearerAsync()}Transfer-Encoding: chunked\r\n", chunks);

        AssertAnswered(answer, 413, "payload_too_large");
    }

    [Theory]
    [InlineData("/v1/users")]
    [InlineData("/v1/concerts/c_none/queue-tokens")]
    public async Task An_incomplete_body_is_an_invalid_request(string path)
    {
        var answer = await SendAsync($"POST {path} HTTP/1.1\r\n{Json}{await BearerAsync()}Transfer-Encoding: chunked\r\n", "no length\r\n");

        Assert.Equal(["body"], AssertAnswered(answer, 400, "invalid_request")["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("Idempotency-Key: caf\u00e9\r\n", 400, "invalid_request")]
    [InlineData("Idempotency-Key: a\u0001b\r\n", 400, "invalid_request")]
    [InlineData("Idempotency-Key: one\r\nIdempotency-Key: two\r\n", 400, "invalid_request")]
    [InlineData("Idempotency-Key: \r\n", 428, "idempotency_key_required")]
    [InlineData("Idempotency-Key: one\r\nAuthorization: Bearer x\r\n", 401, "unauthenticated")]
    public async Task A_malformed_header_is_refused(string headers, int status, string code)
    {
        var bearer = headers.Contains("Bearer", StringComparison.Ordinal) ? "" : await BearerAsync();

        var answer = await SendAsync(
            $"POST /v1/wallet/charges HTTP/1.1\r\n{Json}{bearer}{headers}Content-Length: 12\r\n", "{\"amount\":1}");

        AssertAnswered(answer, status, code);
    }

    [Theory]
    [InlineData("OPTIONS", "/v1/wallet", 405, "method_not_allowed")]
    [InlineData("TRACE", "/v1/wallet", 405, "method_not_allowed")]
    [InlineData("BREW", "/v1/concerts", 405, "method_not_allowed")]
    [InlineData("GET", "//v1/concerts", 404, "not_found")]
    [InlineData("GET", "/v1/concerts/%ff", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/..%2f..", 404, "concert_not_found")]
    [InlineData("GET", "/.env", 404, "not_found")]
    public async Task An_unknown_method_or_address_is_refused(string method, string path, int status, string code) =>
        AssertAnswered(await SendAsync($"{method} {path} HTTP/1.1\r\nAccept: text/html\r\n", ""), status, code);

    private static JsonNode AssertAnswered(string answer, int status, string code)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        var body = JsonNode.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)])!;
        if (status < 400) return body;
        Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        Assert.Equal(code, body["code"]!.GetValue<string>());
        return body;
    }

    private async Task<string> BearerAsync() => $"Authorization: Bearer {(await api.Host.UserAsync()).AccessToken}\r\n";

    /// <summary>Sends each character as one byte, and reads the whole response.</summary>
    private async Task<string> SendAsync(string head, string body)
    {
        var address = api.Host.Http.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}Host: {address.Authority}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
