using System.Diagnostics;

namespace Concert.Bench.Http;

/// <summary>The way of users who buy a seat each: join, poll until in, see the seats, reserve, charge, pay.</summary>
/// <param name="Reads">What goes before the paths of queue and seats.</param>
/// <param name="Writes">What goes before those of reservations and money.</param>
/// <param name="Users">The first of them buys the first of the concert's seats, and so on.</param>
internal sealed record Journey(
    Uri Address, string Reads, string Writes, HttpConcert Concert, IReadOnlyList<(string Name, string Value)> Users)
{
    public const long Price = 1_000;

    private const int Connections = 192;
    private const int PollMs = 50;
    private const long Charge = 1_500;

    private static readonly TimeSpan SoldWithin = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, List<double>> _steps = [];
    private readonly List<double> _purchases = [];

    public static Journey Ours(HttpBench bench, HttpConcert concert, IReadOnlyList<(string Name, string Value)> users) =>
        new(bench.Gateway, "/v1", "/v1", concert, users);

    /// <summary>All of them, as many at a time as there are connections.</summary>
    public async Task<Round> BuyAllAsync()
    {
        var calls = await ClosedLoop.CountAsync(
            Address, Connections, Users.Count, (load, connection, index) => BuyAsync(load, connection, index));
        calls.RequireOnly(200, 201);
        return calls.ToRound(Users.Count, [
            ("calls each", (double)calls.Count / Users.Count),
            ("p50 ms of a purchase", At(_purchases, 0.5)),
            ("p99 ms of a purchase", At(_purchases, 0.99)),
            .. _steps.Select(step => ($"{step.Key} ms", At(step.Value, 0.5))),
        ]);
    }

    /// <summary>The seats as anyone may see them. They are sold right after their payments are answered, not before.</summary>
    /// <exception cref="InvalidOperationException">Others than those paid for are sold.</exception>
    public async Task RequireSoldAsync(HttpBench bench, int count)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while ((await bench.SeatsAsync(Concert.PerformanceId)).Count(seat => seat.Status == "sold") is var sold && sold != count)
        {
            if (Stopwatch.GetElapsedTime(startedAt) > SoldWithin)
                throw new InvalidOperationException($"{count} paid, but {sold} seats are sold.");
            await Task.Delay(50);
        }
    }

    private async ValueTask BuyAsync(Load load, HttpConnection connection, int index)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var user = Users[index];
        var place = await CallAsync("join", Join(user));
        var token = Buyers.Text(place, "token");
        while (Buyers.Text(place, "status") != "active")
        {
            await connection.Reactor.UntilAsync(Stopwatch.GetTimestamp() + PollMs * Stopwatch.Frequency / 1000);
            place = await CallAsync(
                "poll", HttpRequest.Get($"{Reads}/queue-tokens/current", user, ("Queue-Token", token)).Bytes);
        }

        await CallAsync(
            "seats", HttpRequest.Get($"{Reads}/performances/{Concert.PerformanceId}/seats", ("Accept-Encoding", "gzip")).Bytes);
        var seat = $"{{\"performanceId\":\"{Concert.PerformanceId}\",\"seatIds\":[\"{Concert.SeatIds[index]}\"]}}";
        var held = await CallAsync("reserve", Post("reservations", seat, user, ("Queue-Token", token)));
        var reservation = Buyers.Text(held, "reservationId");
        await CallAsync("charge", Post("wallet/charges", $"{{\"amount\":{Charge}}}", user));
        var paid = await CallAsync("pay", Post("payments", $"{{\"reservationId\":\"{reservation}\"}}", user));
        if (Buyers.Text(paid, "balance") != $"{Charge - Price}")
            throw new InvalidOperationException($"{Charge} were charged and {Price} paid, but {Buyers.Text(paid, "balance")} are left.");
        _purchases.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);

        async Task<HttpAnswer> CallAsync(string step, ReadOnlyMemory<byte> request)
        {
            var answer = await load.CallAsync(connection, request, keepsBody: true);
            if (!_steps.TryGetValue(step, out var times)) _steps[step] = times = [];
            times.Add(load.LastMs);
            return answer;
        }
    }

    private ReadOnlyMemory<byte> Join((string, string?) user) =>
        HttpRequest.Post($"{Reads}/concerts/{Concert.ConcertId}/queue-tokens", "{}", user).Bytes;

    private ReadOnlyMemory<byte> Post(string path, string json, (string, string?) user, (string, string?) token = default) =>
        HttpRequest.Post($"{Writes}/{path}", json, user, ("Idempotency-Key", path), token).Bytes;

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));
}
