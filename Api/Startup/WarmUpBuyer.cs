using System.Text;
using System.Text.Json.Nodes;
using Concert.Auth;
using Concert.Hosting;
using Concert.Http;

namespace Concert.Startup;

/// <summary>Buys tickets at a private gateway as the booking page does, call by call.</summary>
internal sealed class WarmUpBuyer : IDisposable
{
    // Not the proxy of the environment: the address is of this machine.
    private readonly HttpClient _http;
    private readonly string _adminKey;

    public WarmUpBuyer(Uri address, string adminKey) =>
        (_http, _adminKey) = (new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address }, adminKey);

    /// <summary>Opens a concert with a row of seats for each user of a round.</summary>
    /// <returns>The purchase of one user.</returns>
    public async Task<Func<int, Task>> OpenAsync(CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var concert = await SendAsync(
            HttpMethod.Post, "/v1/concerts", [("Admin-Key", _adminKey)], $$"""
            {"title":"Warm-up","artist":"Warm-up","venue":"Warm-up","performances":[{"startsAt":"{{now.AddDays(7):O}}",
            "salesOpenAt":"{{now.AddMinutes(-1):O}}",
            "sections":[{"name":"R","rows":{{WarmUpRounds.Users}},"seatsPerRow":{{WarmUpRounds.SeatsPerRow}},
            "price":{{WarmUpRounds.Price}}}]}]}
            """, cancellationToken);
        var (concertId, performanceId) = (Text(concert, "concertId"), Text(concert["performances"]![0]!, "performanceId"));
        return user => BuyAsync(concertId, performanceId, user, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task BuyAsync(string concertId, string performanceId, int user, CancellationToken cancellationToken)
    {
        var (seat, other) = (WarmUpRounds.SeatAt(user, 1), WarmUpRounds.SeatAt(user, 2));
        var guest = await SendAsync(HttpMethod.Post, "/v1/users", [], """{"name":"Warm-up"}""", cancellationToken);
        (string, string)[] caller = [("Authorization", $"Bearer {Text(guest, "accessToken")}")];
        await ReadAsync("/v1/concerts");
        await ReadAsync($"/v1/concerts/{concertId}");
        await ReadAsync($"/v1/performances/{performanceId}");
        var place = await PostAsync($"/v1/concerts/{concertId}/queue-tokens", "{}");
        (string, string) token = (QueueToken.Header, Text(place, "token"));
        await SendAsync(HttpMethod.Get, "/v1/queue-tokens/current", [.. caller, token], null, cancellationToken);
        await ReadAsync($"/v1/performances/{performanceId}/seats");

        var wanted = $$"""{"performanceId":"{{performanceId}}","seatIds":["{{seat}}"]}""";
        var held = await PostAsync("/v1/reservations", wanted, Key("reserve"), token);
        var reservation = $"/v1/reservations/{Text(held, "reservationId")}";
        var swap = $$"""{"add":["{{other}}"],"drop":["{{seat}}"]}""";
        if (user % 4 == 1) await SendAsync(HttpMethod.Patch, reservation, [.. caller, Key("change")], swap, cancellationToken);
        await PostAsync("/v1/wallet/charges", $$"""{"amount":{{2 * WarmUpRounds.Price}}}""", Key("charge"));
        var paid = await PostAsync("/v1/payments", $$"""{"reservationId":"{{Text(held, "reservationId")}}"}""", Key("pay"));
        await ReadAsync(reservation);
        await ReadAsync("/v1/reservations");
        if (user % 4 == 2) await PostAsync($"/v1/payments/{Text(paid, "paymentId")}/refunds", "", Key("refund"));
        await ReadAsync("/v1/wallet");
        await ReadAsync("/v1/wallet/transactions");

        Task<JsonNode> ReadAsync(string path) => SendAsync(HttpMethod.Get, path, caller, null, cancellationToken);
        Task<JsonNode> PostAsync(string path, string body, params (string, string)[] headers) =>
            SendAsync(HttpMethod.Post, path, [.. caller, .. headers], body, cancellationToken);
    }

    private async Task<JsonNode> SendAsync(
        HttpMethod method, string path, IEnumerable<(string Name, string Value)> headers, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        if (!string.IsNullOrEmpty(body)) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path} of the warm-up was answered with {(int)answer.StatusCode}.");
        // A map of seats is compressed, and nothing of it is needed.
        return answer.Content.Headers.ContentEncoding.Count > 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private static (string, string) Key(string command) => (IdempotencyKey.Header, command);

    private static string Text(JsonNode answer, string name) => answer[name]!.GetValue<string>();
}
