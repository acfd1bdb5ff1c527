using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Concert;

/// <summary>An HTTP answer: status and body. A problem's body has a code.</summary>
internal sealed record ClientAnswer(HttpStatusCode Status, JsonNode? Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public string? Code => (string?)Body?["code"];

    public DateTimeOffset SentAt { get; init; }

    public DateTimeOffset AnsweredAt { get; init; }

    /// <summary>The Retry-After header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public JsonNode Granted => IsSuccess ? Body! : throw new InvalidOperationException($"{(int)Status}: {Body}");

    /// <summary>Fails with the status and the body of a refusal.</summary>
    public void EnsureGranted() => Assert.True(IsSuccess, $"Expected a granted request, got {(int)Status}: {Body}");

    public long Amount(string name) => (long)Granted[name]!;

    public string Text(string name) => (string)Granted[name]!;
}

/// <summary>A registered user who calls the HTTP API with an access token and a queue token.</summary>
internal sealed class AClient(HttpClient http, string concertId, string performanceId)
{
    private string _accessToken = "";
    private string _queueToken = "";

    public string UserId { get; private set; } = "";

    public static async Task<AClient> RegisterAsync(HttpClient http, AConcertOnSale concert, string name, bool joins = true)
    {
        var client = new AClient(http, concert.ConcertId, concert.PerformanceId);
        var user = await client.SendAsync(HttpMethod.Post, "/v1/users", new { name });
        (client.UserId, client._accessToken) = (user.Text("userId"), user.Text("accessToken"));
        if (joins) await client.JoinAsync();
        return client;
    }

    public async Task<ClientAnswer> JoinAsync()
    {
        var answer = await SendAsync(HttpMethod.Post, $"/v1/concerts/{concertId}/queue-tokens");
        _queueToken = answer.Text("token");
        return answer;
    }

    public Task<ClientAnswer> PlaceAsync() => SendAsync(HttpMethod.Get, "/v1/queue-tokens/current");

    public Task<ClientAnswer> ReserveAsync(string key, params string[] seatIds) =>
        SendAsync(HttpMethod.Post, "/v1/reservations", new { performanceId, seatIds }, key);

    public Task<ClientAnswer> ReservationAsync(string reservationId) =>
        SendAsync(HttpMethod.Get, $"/v1/reservations/{reservationId}");

    public Task<ClientAnswer> ReleaseAsync(string reservationId) =>
        SendAsync(HttpMethod.Delete, $"/v1/reservations/{reservationId}");

    public Task<ClientAnswer> PayAsync(string key, string reservationId) =>
        SendAsync(HttpMethod.Post, "/v1/payments", new { reservationId }, key);

    public Task<ClientAnswer> RefundAsync(string key, string paymentId) =>
        SendAsync(HttpMethod.Post, $"/v1/payments/{paymentId}/refunds", null, key);

    public Task<ClientAnswer> ChargeAsync(string key, long amount) =>
        SendAsync(HttpMethod.Post, "/v1/wallet/charges", new { amount }, key);

    public Task<ClientAnswer> WalletAsync() => SendAsync(HttpMethod.Get, "/v1/wallet");

    public async Task<long> BalanceAsync() => (await WalletAsync()).Amount("balance");

    /// <summary>All entries of the ledger, read page by page.</summary>
    public async Task<List<JsonNode>> LedgerAsync()
    {
        var entries = new List<JsonNode>();
        var cursor = "";
        do
        {
            var page = (await SendAsync(HttpMethod.Get, $"/v1/wallet/transactions?limit=50{cursor}")).Granted;
            entries.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        return entries;
    }

    public async Task<List<JsonNode>> ReservationsAsync() =>
        [.. (await SendAsync(HttpMethod.Get, "/v1/reservations?limit=100")).Granted["items"]!.AsArray().Select(item => item!)];

    private async Task<ClientAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (_accessToken.Length > 0) request.Headers.Authorization = new("Bearer", _accessToken);
        if (_queueToken.Length > 0) request.Headers.Add("Queue-Token", _queueToken);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text)) { RetryAfter = response.Headers.RetryAfter?.Delta };
    }
}

/// <summary>A concert created by the administrator, with one performance.</summary>
internal sealed record AConcertOnSale(string ConcertId, string PerformanceId, HttpClient Http)
{
    /// <summary>The name of the first section.</summary>
    public const string Floor = "Floor";

    private const int SeatsPerRowOfStands = 100;

    /// <param name="salesOpenAt">Null: the sale is open.</param>
    /// <param name="standRows">Rows of a hundred seats in a second section; zero: there is none.</param>
    public static async Task<AConcertOnSale> CreateAsync(
        HttpClient http, int rows = 10, int seatsPerRow = 10, long price = 10_000, DateTimeOffset? salesOpenAt = null, int standRows = 0)
    {
        var floor = new { name = Floor, rows, seatsPerRow, price };
        var stands = new { name = "Stands", rows = standRows, seatsPerRow = SeatsPerRowOfStands, price };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/concerts");
        request.Headers.Add("Admin-Key", GatewayProcess.AdminKey);
        request.Content = JsonContent.Create(new
        {
            title = "Spring Tour",
            artist = "The Band",
            venue = "The Hall",
            performances = new[]
            {
                new
                {
                    startsAt = TimeProvider.System.GetUtcNow().AddDays(30).ToString("O", CultureInfo.InvariantCulture),
                    salesOpenAt = salesOpenAt?.ToString("O", CultureInfo.InvariantCulture),
                    sections = standRows == 0 ? [floor] : new[] { floor, stands },
                },
            },
        });
        using var response = await http.SendAsync(request);
        var concert = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(response.IsSuccessStatusCode, concert.ToString());
        return new((string)concert["concertId"]!, (string)concert["performances"]![0]!["performanceId"]!, http);
    }

    /// <summary>The status of each seat, by seat id.</summary>
    public async Task<Dictionary<string, string>> SeatsAsync()
    {
        var map = JsonNode.Parse(await Http.GetStringAsync($"/v1/performances/{PerformanceId}/seats"))!;
        return map["seats"]!.AsArray().ToDictionary(seat => (string)seat!["seatId"]!, seat => (string)seat!["status"]!);
    }
}
