using System.Net;
using System.Net.Sockets;

namespace Concert.Bench.Attacks;

/// <summary>
/// A fan at another address who uses the service at a steady pace, whatever it answers: each call is due at a fixed moment, and its
/// time counts from there.
/// </summary>
internal sealed class FanBeside : IDisposable
{
    private const double CallsPerSecond = 40;

    private static readonly IPAddress Address = IPAddress.Parse("127.0.0.2");
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly AttackTarget _target;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private Latencies _times = new();
    private int _failures;
    private int _keyCount;
    private readonly SemaphoreSlim _buying = new(1);
    private string? _reservationId;

    public FanBeside(AttackTarget target)
    {
        _target = target;
        _http = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = target.Address,
            Timeout = AnswerLimit,
        };
    }

    /// <summary>Signs up and joins the queue: the fan is admitted at once.</summary>
    public async Task ArriveAsync()
    {
        var user = await SendAsync(HttpMethod.Post, "/v1/users", new JsonObject { ["name"] = "Minji" });
        _http.DefaultRequestHeaders.Authorization = new("Bearer", user["accessToken"]!.GetValue<string>());
        var place = await SendAsync(HttpMethod.Post, $"/v1/concerts/{_target.ConcertId}/queue-tokens", null);
        _http.DefaultRequestHeaders.Add("Queue-Token", place["token"]!.GetValue<string>());
    }

    /// <summary>Calls until <paramref name="end"/>, and returns when the last answer has come.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        var (startedAt, running) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            var due = TimeSpan.FromSeconds(number / CallsPerSecond);
            if (due - Stopwatch.GetElapsedTime(startedAt) is { Ticks: > 0 } early) await Task.Delay(early, CancellationToken.None);
            running.Add(CallAsync(number, startedAt + (long)(due.TotalSeconds * Stopwatch.Frequency)));
        }

        await Task.WhenAll(running);
    }

    /// <summary>The figures since the last call of this method.</summary>
    public FanFigures Take()
    {
        lock (_gate)
        {
            var figures = new FanFigures(_times.Count, _failures, _times.MsAt(50), _times.MsAt(99), _times.MaxMs);
            (_times, _failures) = (new(), 0);
            return figures;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _buying.Dispose();
    }

    private async Task CallAsync(int number, long dueAt)
    {
        var isAnswered = true;
        try
        {
            await CallAsync(number);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            isAnswered = false;
            Console.Error.WriteLine($"The fan's call {number} failed: {fault.Message}");
        }

        lock (_gate)
        {
            _times.Record(Stopwatch.GetElapsedTime(dueAt));
            if (!isAnswered) _failures++;
        }
    }

    private Task CallAsync(int number) => (number % 8) switch
    {
        0 => SendAsync(HttpMethod.Get, "/v1/concerts", null),
        1 => SendAsync(HttpMethod.Get, $"/v1/performances/{_target.PerformanceId}", null),
        2 => SendAsync(HttpMethod.Get, "/v1/queue-tokens/current", null),
        3 => SendAsync(HttpMethod.Post, "/v1/wallet/charges", new JsonObject { ["amount"] = 1 }),
        4 => SendAsync(HttpMethod.Get, "/v1/wallet", null),
        5 => SendAsync(HttpMethod.Get, "/v1/reservations", null),
        // The map has a new version after each of these two.
        _ => ReserveOrReleaseAsync(),
    };

    // Reserves a seat, or releases the one that it holds: one at a time, as one person does.
    private async Task ReserveOrReleaseAsync()
    {
        await _buying.WaitAsync();
        try
        {
            if (_reservationId is { } id)
            {
                await SendAsync(HttpMethod.Delete, $"/v1/reservations/{id}", null);
                _reservationId = null;
                return;
            }

            var best = new JsonObject { ["quantity"] = 1 };
            var answer = await SendAsync(
                HttpMethod.Post, "/v1/reservations", new JsonObject { ["performanceId"] = _target.PerformanceId, ["bestAvailable"] = best });
            _reservationId = answer["reservationId"]!.GetValue<string>();
        }
        finally
        {
            _buying.Release();
        }
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = JsonContent.Create(body);
        if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", $"fan-{Interlocked.Increment(ref _keyCount)}");
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(Address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
