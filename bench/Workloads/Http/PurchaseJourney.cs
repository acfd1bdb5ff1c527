namespace Concert.Bench.Workloads;

/// <summary>The calls of users who buy a seat each: join, poll until admitted, read the seats, reserve, charge, pay.</summary>
/// <param name="Reads">The prefix of the paths of queue and seats.</param>
/// <param name="Writes">The prefix of the paths of reservations and money.</param>
/// <param name="Users">The first user buys the first seat of the concert, and so on.</param>
internal sealed record PurchaseJourney(
    Uri Address, string Reads, string Writes, HttpConcert Concert, IReadOnlyList<(string Name, string Value)> Users)
{
    public const long Price = 1_000;

    private const int Connections = 192;
    private const int PollMs = 50;
    private const long Charge = 1_500;

    private readonly SortedDictionary<string, List<double>> _steps = [];
    private readonly List<double> _purchases = [];

    public static PurchaseJourney OfService(HttpServices services, HttpConcert concert, IReadOnlyList<(string Name, string Value)> users) =>
        new(services.Gateway, "/v1", "/v1", concert, users);

    /// <summary>All users buy, as many at a time as there are connections.</summary>
    public async Task<Round> BuyAllAsync()
    {
        var calls = await ClosedLoop.CountAsync(Address, Connections, Users.Count, BuyAsync);
        calls.RequireOnly(200, 201);
        return calls.ToRound(Users.Count, [
            ("calls each", (double)calls.Count / Users.Count),
            ("p50 ms of a purchase", At(_purchases, 0.5)),
            ("p99 ms of a purchase", At(_purchases, 0.99)),
            .. _steps.Select(step => ($"{step.Key} ms", At(step.Value, 0.5))),
        ]);
    }

    /// <summary>Checks that as many seats are sold as were paid for. Seats are sold right after their payment is answered, not before.</summary>
    public Task RequireSoldAsync(HttpServices services, int count) =>
        Require.CountAsync("sold seats", count, () => services.CountSeatsAsync(Concert.PerformanceId, "sold"));

    private async ValueTask BuyAsync(CallTally tally, RawConnection connection, int index)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var user = Users[index];
        var place = await CallAsync("join", RawRequest.Post($"{Reads}/concerts/{Concert.ConcertId}/queue-tokens", "{}", user));
        var token = ("Queue-Token", place.Text("token"));
        while (place.Text("status") != "active")
        {
            await connection.Reactor.UntilAsync(Stopwatch.GetTimestamp() + PollMs * Stopwatch.Frequency / 1000);
            place = await CallAsync("poll", RawRequest.Get($"{Reads}/queue-tokens/current", user, token));
        }

        await CallAsync("seats", RawRequest.Get($"{Reads}/performances/{Concert.PerformanceId}/seats", ("Accept-Encoding", "gzip")));
        var held = await CallAsync("reserve", Post("reservations", Buyers.ReserveBody(Concert, index), token));
        var reservation = held.Text("reservationId");
        await CallAsync("charge", Post("wallet/charges", $"{{\"amount\":{Charge}}}"));
        var paid = await CallAsync("pay", Post("payments", $"{{\"reservationId\":\"{reservation}\"}}"));
        Require.Equal($"{Charge - Price}", paid.Text("balance"));
        _purchases.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);

        async Task<RawAnswer> CallAsync(string step, RawRequest request)
        {
            var answer = await tally.CallAsync(connection, request.Bytes, keepsBody: true);
            if (!_steps.TryGetValue(step, out var times)) _steps[step] = times = [];
            times.Add(tally.LastMs);
            return answer;
        }

        RawRequest Post(string path, string json, (string, string?) queueToken = default) =>
            RawRequest.Post($"{Writes}/{path}", json, user, ("Idempotency-Key", path), queueToken);
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));
}
