using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Http;

/// <summary>HEAD of whatever answers GET.</summary>
[Collection(nameof(ApiFixture))]
public sealed class HeadTests(ApiFixture api)
{
    /// <summary>Of these, two answers to the same request differ, whatever its method.</summary>
    private static readonly string[] DifferEachTime = ["Date", "X-Request-Id", "Last-Modified"];

    [Fact]
    public void Every_address_that_answers_GET_answers_HEAD_and_none_answers_any_method()
    {
        var routes = api.Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(route => (Path: route.RoutePattern.RawText, Methods: route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []));

        Assert.All(routes, route =>
        {
            Assert.NotEmpty(route.Methods);
            Assert.Equal(route.Methods.Contains("GET"), route.Methods.Contains("HEAD"));
        });
    }

    [Fact]
    public async Task It_has_the_status_and_the_headers_of_GET_and_no_body()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        var reserved = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        var seats = $"/v1/performances/{concert.PerformanceId}/seats";
        var tag = (await user.GetAsync(seats)).Response.Headers.ETag!.ToString();
        var admin = api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey);
        (Caller Caller, string Path)[] reads =
        [
            (user, "/v1/concerts?limit=1"), (user, $"/v1/concerts/{concert.ConcertId}"), (user, "/v1/concerts/c_none"),
            (user, $"/v1/concerts/{concert.ConcertId}/performances"), (user, $"/v1/performances/{concert.PerformanceId}"),
            (user, seats), (user, $"{seats}?status=nonsense"), (user.With("If-None-Match", tag), seats), (user.With("Accept-Encoding", "gzip"), seats),
            (user, "/v1/queue-tokens/current"), (user, "/v1/reservations"), (user, reserved.Response.Headers.Location!.ToString()),
            (user, "/v1/wallet"), (user, "/v1/wallet/transactions?cursor=!"), (api.Host.Anyone, "/v1/wallet"), (user, "/v1/settings"),
            (admin, "/v1/figures"), (user, "/v1/figures"), (user, "/v1/nothing"), (user, "/V1/CONCERTS/"),
            (user, "/problems/seat_taken"), (user, "/problems/none"), (user, "/health/live"), (user, "/health/ready"), (user, "/metrics"),
            (user, "/openapi/v1.json"), (user, "/docs"), (user, "/docs/scalar.js"), (user, "/"), (user, "/admin"), (user, "/favicon.svg"),
            (user, "/assets/none.js"), (user.With("Accept-Encoding", "br"), "/"),
        ];

        foreach (var (caller, path) in reads)
        {
            var whole = await caller.GetAsync(path);
            var head = await caller.SendAsync(HttpMethod.Head, path);

            Assert.Empty(head.Bytes);
            Assert.Equal((path, whole.Response.StatusCode), (path, head.Response.StatusCode));
            Assert.Equal(HeadersOf(path, whole), HeadersOf(path, head));
        }
    }

    [Fact]
    public async Task It_of_a_stream_is_answered_and_ends()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);

        foreach (var path in new[] { $"/v1/performances/{concert.PerformanceId}/seats/stream", "/v1/queue-tokens/current/stream" })
        {
            using var events = await user.StreamAsync(path);
            var head = (await user.SendAsync(HttpMethod.Head, path)).Granted();

            Assert.Equal("text/event-stream", head.Response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(events.Response.Headers.CacheControl, head.Response.Headers.CacheControl);
        }
    }

    [Theory]
    [InlineData("/v1/wallet/charges")]
    [InlineData("/v1/payments")]
    public async Task It_of_a_command_is_refused(string path)
    {
        var answer = await (await api.Host.UserAsync()).SendAsync(HttpMethod.Head, path);

        Assert.Equal((405, "POST"), (answer.Status, string.Join(", ", answer.Response.Content.Headers.Allow)));
    }

    [Fact]
    public async Task It_counts_against_the_limit_of_requests()
    {
        await using var limited = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "3"));
        var user = await limited.UserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => user.SendAsync(HttpMethod.Head, "/v1/wallet")));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers.Select(answer => answer.Response.StatusCode));
    }

    private static bool IsChunked(Answer answer) => answer.Response.Headers.TransferEncodingChunked is true;

    private static string HeadersOf(string path, Answer answer) => $"{path}\n" + string.Join('\n', answer.Response.Headers
        .Concat(answer.Response.Content.Headers)
        .Where(header => !DifferEachTime.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        // How a body is framed: a chunked one has no length, and HttpClient adds up what it has read. Of no body Kestrel says no length.
        .Where(header => header.Key != "Transfer-Encoding")
        .Where(header => header.Key != "Content-Length" || (answer.Response.Content.Headers.ContentLength > 0 && !IsChunked(answer)))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal));
}
