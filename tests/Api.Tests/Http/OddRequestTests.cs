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
    [InlineData("OPTIONS", "*", 405, "method_not_allowed")]
    [InlineData("PUT", "/", 405, "method_not_allowed")]
    [InlineData("PATCH", "/docs/", 405, "method_not_allowed")]
    [InlineData("POST", "/metrics", 405, "method_not_allowed")]
    [InlineData("DELETE", "/health/live", 405, "method_not_allowed")]
    [InlineData("CONNECT", "/v1/concerts", 405, "method_not_allowed")]
    [InlineData("TRACE", "/v1/wallet", 405, "method_not_allowed")]
    [InlineData("BREW", "/v1/concerts", 405, "method_not_allowed")]
    [InlineData("GET", "//v1/concerts", 404, "not_found")]
    [InlineData("GET", "/v1/concerts/%ff", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/..%2f..", 404, "concert_not_found")]
    [InlineData("GET", "/.env", 404, "not_found")]
    [InlineData("GET", "/v1%2fconcerts", 404, "not_found")]
    [InlineData("GET", "/v1//concerts", 404, "not_found")]
    [InlineData("GET", "/v1\\concerts", 404, "not_found")]
    [InlineData("GET", "/v1/concerts;v=1", 404, "not_found")]
    [InlineData("GET", "/v1/concerts/%zz", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/%c0%ae", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/%e2%80%ae", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts?limit=1&limit=1", 400, "invalid_request")]
    public async Task An_unknown_method_or_address_is_refused(string method, string path, int status, string code) =>
        AssertAnswered(await SendAsync($"{method} {path} HTTP/1.1\r\nAccept: text/html\r\n", ""), status, code);

    [Theory]
    [InlineData("GET /V1/CONCERTS HTTP/1.1\r\n")]
    [InlineData("GET /v1/concerts/ HTTP/1.1\r\n")]
    [InlineData("GET /v1/x/../concerts HTTP/1.1\r\n")]
    [InlineData("GET /../v1/%2e%2e/v1/concerts HTTP/1.1\r\n")]
    [InlineData("GET http://{authority}/v1/concerts HTTP/1.1\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nAccept: text/xml\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nRange: bytes=0-3\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nX-Odd: caf\u00e9\u0080\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nX-Request-Id: caf\u00e9\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nX-Request-Id: one\r\nX-Request-Id: two\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nExpect: 100-continue\r\n")]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nContent-Encoding: gzip\r\n")]
    public async Task An_unusual_form_of_a_good_request_is_answered(string head)
    {
        var answer = await SendAsync(head.Replace("{authority}", api.Host.Http.BaseAddress!.Authority, StringComparison.Ordinal), "");

        Assert.NotNull(AssertAnswered(answer, 200, "")["items"]);
        Assert.Matches("\r\nX-Request-Id: [0-9a-f]{32}\r\n", answer);
    }

    [Fact]
    public async Task A_query_of_7_KB_is_answered()
    {
        Assert.NotNull(AssertAnswered(await SendAsync($"GET /v1/concerts?x={new string('x', 7_000)} HTTP/1.1\r\n", ""), 200, "")["items"]);
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("GZIP", 415)]
    [InlineData("br", 415)]
    [InlineData("identity, gzip", 415)]
    [InlineData("identity\r\nContent-Encoding: deflate", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("identity", 201)]
    [InlineData("Identity, identity", 201)]
    [InlineData("", 201)]
    public async Task A_compressed_body_is_refused_with_what_is_accepted_instead(string encoding, int status)
    {
        var answer = await SendAsync($"POST /v1/users HTTP/1.1\r\n{Json}Content-Encoding: {encoding}\r\nContent-Length: 12\r\n", "{\"name\":\"a\"}");

        AssertAnswered(answer, status, "unsupported_media_type");
        Assert.Equal(status == 415, answer.Contains("\r\nAccept-Encoding: identity\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gzip, chunked", 400)]
    [InlineData("gzip\r\nTransfer-Encoding: chunked", 400)]
    [InlineData("chunked", 201)]
    [InlineData("Chunked", 201)]
    public async Task A_body_in_an_unknown_transfer_encoding_is_refused(string encoding, int status)
    {
        var answer = await SendAsync($"POST /v1/users HTTP/1.1\r\n{Json}Transfer-Encoding: {encoding}\r\n", "c\r\n{\"name\":\"a\"}\r\n0\r\n\r\n");

        AssertAnswered(answer, status, "invalid_request");
    }

    [Theory]
    [InlineData("Content-Type: application/json\r\n", "POST /v1/users", 415, "unsupported_media_type")]
    [InlineData("Authorization: Bearer a\r\n", "GET /v1/wallet", 401, "unauthenticated")]
    [InlineData("Admin-Key: open-sesame\r\n", "GET /v1/figures", 403, "admin_only")]
    public async Task A_header_that_is_sent_twice_is_not_one_of_its_values(string header, string call, int status, string code)
    {
        AssertAnswered(await SendAsync($"{call} HTTP/1.1\r\n{header}{header}Content-Length: 12\r\n", "{\"name\":\"a\"}"), status, code);
    }

    /// <summary>What Kestrel refuses before any of our code runs. docs/api.md has the same list.</summary>
    [Theory]
    [InlineData("hello\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("GET http://other.example/v1/concerts HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("CONNECT other.example:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts/\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /v1/con certs HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nHost: a\r\nX-Odd : 1\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nHost: a\r\nX-Odd: 1\r\n 2\r\n\r\n", 400)]
    [InlineData("GET /v1/concerts HTTP/1.1\r\nHost: a\r\nX-Odd: a\0b\r\n\r\n", 400)]
    [InlineData("POST /v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400)]
    [InlineData("POST /v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /v1/users HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400)]
    [InlineData("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 405)]
    [InlineData("GET /<9000 x> HTTP/1.1\r\nHost: a\r\n\r\n", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Odd: <40000 x>\r\n\r\n", 431)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n<120 lines>\r\n", 431)]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505)]
    public async Task What_is_no_HTTP_is_refused_bare_and_the_connection_ends(string request, int status)
    {
        var answer = await SendRawAsync(request
            .Replace("<9000 x>", new string('x', 9_000), StringComparison.Ordinal)
            .Replace("<40000 x>", new string('x', 40_000), StringComparison.Ordinal)
            .Replace("<120 lines>", string.Concat(Enumerable.Range(0, 120).Select(i => $"X-{i}: 1\r\n")), StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_refused_bare_and_never_with_HTML()
    {
        await using var other = await ApiHost.StartAsync(("AllowedHosts", "tickets.example.com"));

        var answer = await other.Anyone.GetAsync("/v1/concerts");

        Assert.Equal((400, ""), (answer.Status, answer.BodyText));
    }

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

    private Task<string> SendAsync(string head, string body) =>
        SendRawAsync($"{head}Host: {api.Host.Http.BaseAddress!.Authority}\r\nConnection: close\r\n\r\n{body}");

    /// <summary>Sends each character as one byte, and reads the whole response.</summary>
    private async Task<string> SendRawAsync(string request)
    {
        var address = api.Host.Http.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer).WaitAsync(Eventually.Limit);
        return Encoding.UTF8.GetString(Joined(answer.ToArray()));
    }

    // An answer in several chunks has their lengths in between.
    private static byte[] Joined(byte[] answer)
    {
        var start = answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        if (start < 4 || answer.AsSpan(0, start).IndexOf("Transfer-Encoding: chunked"u8) < 0) return answer;
        List<byte> joined = [.. answer[..start]];
        for (var at = start; ;)
        {
            var lengthEnd = at + answer.AsSpan(at).IndexOf("\r\n"u8);
            var length = Convert.ToInt32(Encoding.ASCII.GetString(answer, at, lengthEnd - at), 16);
            if (length == 0) return [.. joined];
            joined.AddRange(answer.AsSpan(lengthEnd + 2, length));
            at = lengthEnd + 2 + length + 2;
        }
    }
}
