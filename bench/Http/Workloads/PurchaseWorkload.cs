using System.Diagnostics;
using Concert.Bench.Http.Baseline;

namespace Concert.Bench.Http;

/// <summary>Whole purchases: join, poll until in, see the seats, reserve, charge, pay.</summary>
internal sealed class PurchaseWorkload(HttpBench bench)
{
    private const int UserCount = 3_000;
    private const int WarmUpCount = 5_000;
    private const int Connections = 192;
    private const int SeatsPerRow = 100;
    private const int PollMs = 50;
    private const long Price = 1_000;
    private const long Charge = 1_500;

    private Journey? _journey;

    public Workload Whole() => new(
        "whole purchases, over HTTP",
        "purchases",
        [Ours(), Locking()],
        [new(Names.Ours, Names.Locking, 5)]);

    private Contender Ours() => new(
        Names.Ours,
        async round =>
        {
            if (round == 0) await BuyAsync(await OursAsync("buywarm", WarmUpCount));
            _journey = await OursAsync($"buy{round}", UserCount);
        },
        async _ =>
        {
            var round = await BuyAsync(_journey!);
            // Seats are sold right after the payment is answered, not before.
            var startedAt = Stopwatch.GetTimestamp();
            while ((await bench.SeatsAsync(_journey!.Concert.PerformanceId)).Count(seat => seat.Status == "sold") is var sold && sold != UserCount)
            {
                if (Stopwatch.GetElapsedTime(startedAt).TotalSeconds > 10)
                    throw new InvalidOperationException($"{UserCount} paid, but {sold} seats are sold.");
                await Task.Delay(50);
            }

            return round;
        });

    private Contender Locking() => new(
        Names.Locking,
        async round =>
        {
            if (round == 0) await BuyAsync(await LockingAsync("buywarm", WarmUpCount));
            _journey = await LockingAsync($"buy{round}", UserCount);
        },
        async _ =>
        {
            var round = await BuyAsync(_journey!);
            await using var command = bench.BaselineDatabase.Command(
                "select count(*) from seat where performance_id = $1 and status = 'sold'", _journey!.Concert.PerformanceId);
            return (long)(await command.ExecuteScalarAsync())! == UserCount
                ? round
                : throw new InvalidOperationException($"{UserCount} paid, but not as many seats are sold.");
        });

    private static async Task<Round> BuyAsync(Journey journey)
    {
        var calls = await ClosedLoop.CountAsync(
            journey.Address, Connections, journey.Users.Count, (load, connection, index) => journey.BuyAsync(load, connection, index));
        calls.RequireOnly(200, 201);
        var bought = journey.Users.Count;
        return calls.ToRound(bought, [("calls each", (double)calls.Count / bought), .. journey.Steps()]);
    }

    private async Task<Journey> OursAsync(string name, int count)
    {
        var concert = await bench.CreateConcertAsync(count / SeatsPerRow, SeatsPerRow, Price);
        return new(bench.Gateway, "/v1", "/v1", concert, Buyers.UsersOf(bench, name, count));
    }

    private async Task<Journey> LockingAsync(string name, int count)
    {
        var buyers = await Buyers.AddAsync(bench, name, Buyers.UsersOf(bench, name, count), count, haveSlots: false);
        await using var command = bench.BaselineDatabase.Command(
            "insert into wallet select user_id, 0 from unnest($1) as u(user_id) on conflict do nothing",
            (object)Buyers.Ids(name, count).ToArray());
        await command.ExecuteNonQueryAsync();
        return new(bench.Baseline, "", BaselineEndpoints.Locking, buyers.Concert, buyers.Users);
    }

    /// <param name="Reads">What goes before the paths of queue and seats.</param>
    /// <param name="Writes">What goes before those of seats and money.</param>
    private sealed record Journey(
        Uri Address, string Reads, string Writes, HttpConcert Concert, IReadOnlyList<(string Name, string Value)> Users)
    {
        private readonly SortedDictionary<string, List<double>> _steps = [];

        /// <summary>The median of each kind of call, in milliseconds.</summary>
        public IEnumerable<(string Name, double Value)> Steps() =>
            _steps.Select(step => ($"{step.Key} ms", step.Value.Order().ElementAt(step.Value.Count / 2)));

        public async ValueTask BuyAsync(Load load, HttpConnection connection, int index)
        {
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
    }
}
