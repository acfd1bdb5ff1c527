using System.Net;

namespace Concert.Bench.Attacks;

/// <summary>A user of the sale through the public API, with an address as a balancer would name it. One call at a time.</summary>
/// <param name="service">Retries what is limited, after <c>Retry-After</c>.</param>
/// <param name="concert">What is sold.</param>
/// <param name="authorization">The header with the user's token.</param>
/// <param name="address">Where the user comes from.</param>
/// <param name="solver">Solves the challenges.</param>
internal sealed class SaleUser(
    ServiceClient service, HttpConcert concert, (string Name, string Value) authorization, IPAddress address, ProofSolver solver)
{
    private const string Place = "/v1/queue-tokens/current";

    private string? _queueToken;
    private int _keyCount;
    private volatile int _seatCount;

    /// <summary>How many seats the user holds or has bought, by the answers.</summary>
    public int SeatCount => _seatCount;

    /// <summary>The user's first slot, as a timestamp of <see cref="Stopwatch"/>; null: the user has seen none.</summary>
    public long? AdmittedAt { get; private set; }

    /// <summary>The last answer about the place has the status <c>active</c>.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Joins, and solves what is asked for.</summary>
    public async Task<ServiceAnswer> JoinAsync()
    {
        string? response = null;
        while (true)
        {
            var answer = await SendAsync("join", HttpMethod.Post, $"/v1/concerts/{concert.ConcertId}/queue-tokens", null, response: response);
            if (answer.Code != "challenge_required") return Learn(answer);
            response = await solver.SolveAsync(answer.Body!["challenge"]!);
        }
    }

    public async Task<ServiceAnswer> PollAsync() => Learn(await SendAsync("poll", HttpMethod.Get, Place, null));

    public async Task<ServiceAnswer> ReserveAsync(int quantity)
    {
        var wanted = new JsonObject
        {
            ["performanceId"] = concert.PerformanceId,
            ["bestAvailable"] = new JsonObject { ["quantity"] = quantity },
        };
        var answer = await SendAsync("reserve", HttpMethod.Post, "/v1/reservations", wanted, hasKey: true);
        if (answer.IsSuccess) _seatCount += quantity;
        return answer;
    }

    public async Task ReleaseAsync(string reservationId, int quantity)
    {
        var answer = await SendAsync("release", HttpMethod.Delete, $"/v1/reservations/{reservationId}", null);
        if (answer.IsSuccess) _seatCount -= quantity;
    }

    /// <summary>Charges what the reservation costs, and pays.</summary>
    public async Task<bool> PayAsync(ServiceAnswer reservation)
    {
        var charged = await SendAsync(
            "charge", HttpMethod.Post, "/v1/wallet/charges", new JsonObject { ["amount"] = reservation.Number("amount") }, hasKey: true);
        if (!charged.IsSuccess) return false;
        var payment = new JsonObject { ["reservationId"] = reservation.Text("reservationId") };
        return (await SendAsync("pay", HttpMethod.Post, "/v1/payments", payment, hasKey: true)).IsSuccess;
    }

    private ServiceAnswer Learn(ServiceAnswer answer)
    {
        IsActive = answer.IsSuccess && answer.Text("status") == "active";
        if (answer.IsSuccess) _queueToken = answer.Text("token");
        if (IsActive) AdmittedAt ??= Stopwatch.GetTimestamp();
        return answer;
    }

    private Task<ServiceAnswer> SendAsync(
        string call, HttpMethod method, string path, JsonNode? body, bool hasKey = false, string? response = null) =>
        service.SendAsync(call, method, path, body,
        [
            authorization,
            ("X-Forwarded-For", address.ToString()),
            ("Queue-Token", _queueToken),
            ("Challenge-Response", response),
            ("Idempotency-Key", hasKey ? $"hoard-{++_keyCount}" : null),
        ]);
}
