using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Concert.Chaos;

/// <summary>
/// A user drawn from a seed, who charges, reserves, pays, lets go and takes back, and sends what was not answered again,
/// under its key, through whichever gateway there is.
/// </summary>
internal sealed class Shopper(int number, int seed, IReadOnlyList<HttpClient> gateways, AConcertOnSale concert, History history, Evening evening)
{
    private const long Charge = 40_000;

    // Longer than any fault lasts.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(seed);
    private readonly List<(string ReservationId, string PaymentId)> _paid = [];
    private string _user = "";
    private string _accessToken = "";
    private string _queueToken = "";
    private string? _held;
    private int _keyCount;
    private int _placeCount;
    private int _gateway = seed;

    public async Task ShopAsync(CancellationToken closing)
    {
        await ArriveAsync(closing);
        while (!closing.IsCancellationRequested)
        {
            await StepAsync(closing);
            // A person thinks for a moment: it is a crowd, not a bench.
            await Task.Delay(_random.Next(5, 60), CancellationToken.None);
        }
    }

    private async Task ArriveAsync(CancellationToken closing)
    {
        var user = await AskAsync(HttpMethod.Post, "/v1/users", new { name = $"shopper {number}" });
        (_user, _accessToken) = (user.Text("userId"), user.Text("accessToken"));
        await JoinAsync(closing);
    }

    private Task StepAsync(CancellationToken closing)
    {
        var dice = _random.Next(100);
        if (_held is { } held)
        {
            if (dice < 65) return PayAsync(held);
            _held = null;
            // Or walks away, and the hold ends by itself.
            return dice < 85 ? ReleaseAsync(held) : Task.CompletedTask;
        }

        if (_paid.Count > 0 && dice < 25) return RefundAsync();
        return dice < 45 ? ChargeAsync() : ReserveAsync(closing);
    }

    private async Task JoinAsync(CancellationToken closing)
    {
        var sentAt = TimeProvider.System.GetTimestamp();
        var token = (await AskAsync(HttpMethod.Post, $"/v1/concerts/{concert.ConcertId}/queue-tokens")).Text("token");
        // The same place is always the same token.
        if (token != _queueToken) history.Joins.Add(new(_user, ++_placeCount, sentAt, TimeProvider.System.GetTimestamp()));
        _queueToken = token;
        while (!closing.IsCancellationRequested
            && (await AskAsync(HttpMethod.Get, "/v1/queue-tokens/current")) is { IsSuccess: true } place
            && place.Text("status") == "waiting")
        {
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task ChargeAsync()
    {
        var amount = Charge + _random.Next(1_000);
        await CommandAsync(Verb.Charge, amount, null, "/v1/wallet/charges", new { amount }, "transactionId");
    }

    private async Task ReserveAsync(CancellationToken closing)
    {
        var (row, seat) = (_random.Next(1, 7), _random.Next(1, 10));
        // Neighbours overlap: everyone is after a pair that somebody else wants half of.
        object body = _random.Next(4) == 0
            ? new { performanceId = concert.PerformanceId, bestAvailable = new { quantity = 2 } }
            : new { performanceId = concert.PerformanceId, seatIds = new[] { $"1-{row}-{seat}", $"1-{row}-{seat + 1}" } };
        var answer = await CommandAsync(Verb.Reserve, 0, null, "/v1/reservations", body, null);
        if (answer.IsSuccess) _held = answer.Text("reservationId");
        else if (answer.Code is "queue_token_not_active") await JoinAsync(closing);
    }

    private async Task PayAsync(string reservation)
    {
        var answer = await CommandAsync(Verb.Pay, 0, reservation, "/v1/payments", new { reservationId = reservation }, "paymentId");
        if (answer.Code is "insufficient_balance")
        {
            await ChargeAsync();
            return;
        }

        _held = null;
        if (answer.IsSuccess) _paid.Add((reservation, answer.Text("paymentId")));
    }

    private async Task RefundAsync()
    {
        var (reservation, payment) = _paid[^1];
        _paid.RemoveAt(_paid.Count - 1);
        await CommandAsync(Verb.Refund, 0, reservation, $"/v1/payments/{payment}/refunds", null, "refundId");
    }

    private async Task ReleaseAsync(string reservation)
    {
        var answer = await AskAsync(HttpMethod.Delete, $"/v1/reservations/{reservation}");
        history.Commands.Add(new(_user, $"release {reservation}", Verb.Release, 0, reservation, null, answer.IsSuccess));
    }

    private async Task<Answer> CommandAsync(Verb verb, long amount, string? reservation, string path, object? body, string? idField)
    {
        var key = $"{verb}-{++_keyCount}";
        try
        {
            var answer = await AskAsync(HttpMethod.Post, path, body, key);
            var id = answer.IsSuccess && idField is not null ? answer.Text(idField) : null;
            if (answer.IsSuccess && verb == Verb.Reserve) reservation = answer.Text("reservationId");
            history.Commands.Add(new(_user, key, verb, amount, reservation, id, answer.IsSuccess));
            return answer;
        }
        catch (TimeoutException)
        {
            history.Commands.Add(new(_user, key, verb, amount, reservation, null, null));
            throw;
        }
    }

    /// <summary>Asks until there is an answer: a broken connection and a 503 are none.</summary>
    private async Task<Answer> AskAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < AnswerLimit)
        {
            if (await TryAskAsync(method, path, body, key) is { } answer)
            {
                evening.Answered(TimeProvider.System.GetElapsedTime(start));
                return answer;
            }

            evening.Repeated();
            _gateway++;
            await Task.Delay(_random.Next(20, 200));
        }

        throw new TimeoutException($"{method} {path} of shopper {number} was not answered in {AnswerLimit}.");
    }

    private async Task<Answer?> TryAskAsync(HttpMethod method, string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (_accessToken.Length > 0) request.Headers.Authorization = new("Bearer", _accessToken);
        if (_queueToken.Length > 0) request.Headers.Add("Queue-Token", _queueToken);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await gateways[_gateway % gateways.Count].SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) return null;
            Assert.True((int)response.StatusCode < 500, $"{method} {path}: {(int)response.StatusCode} {text}");
            return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
