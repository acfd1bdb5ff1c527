using System.Text.Json.Nodes;

namespace Concert.Faults;

/// <summary>
/// <c>kill -9</c> of the embedded service under load, at moments drawn from a seed: nothing acknowledged is lost, nothing is doubled,
/// and a client can retry an unanswered command under its key. <c>CONCERT_SEED</c> selects other moments.
/// </summary>
public sealed class CrashTests
{
    private const int UserCount = 24;
    private const int KillCount = 4;
    private const long Charge = 30_000;

    private static readonly TimeSpan EffectLimit = TimeSpan.FromSeconds(90);

    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("CONCERT_SEED") ?? "20261123", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kill_9_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        var concert = await AConcertOnSale.CreateAsync(gateway.Http, rows: 4, seatsPerRow: 10);
        var buyers = new List<Buyer>();
        for (var n = 0; n < UserCount; n++)
            buyers.Add(new(n, await AClient.RegisterAsync(gateway.Http, concert, $"buyer {n}"), new Random(Seed + n)));

        var moments = new Random(Seed);
        for (var kill = 0; kill < KillCount; kill++)
        {
            var answers = new CountdownEvent(moments.Next(1, 120));
            var load = Task.WhenAll(buyers.Select(buyer => buyer.BuyUntilCrashAsync(answers)));
            await Task.Run(answers.Wait);
            await gateway.KillAsync();
            await load;
            await gateway.StartAgainAsync();
        }

        foreach (var buyer in buyers) await buyer.FinishAsync();
        await CheckAsync(concert, buyers);
    }

    [Fact]
    public async Task Holds_expire_on_time_and_places_and_keys_survive_a_crash()
    {
        await using var gateway = await GatewayProcess.StartAsync(
            ("Reservations__HoldDuration", "00:00:04"), ("Queue__MaxActive", "1"));
        var concert = await AConcertOnSale.CreateAsync(gateway.Http);
        var holder = await AClient.RegisterAsync(gateway.Http, concert, "holder");
        var second = await AClient.RegisterAsync(gateway.Http, concert, "second");
        var third = await AClient.RegisterAsync(gateway.Http, concert, "third");
        var held = await holder.ReserveAsync("hold", "1-1-1");
        var charged = await holder.ChargeAsync("charge", 5_000);

        await gateway.KillAsync();
        await gateway.StartAgainAsync();

        Assert.Equal(charged.Granted.ToJsonString(), (await holder.ChargeAsync("charge", 5_000)).Granted.ToJsonString());
        Assert.Equal(held.Granted.ToJsonString(), (await holder.ReserveAsync("hold", "1-1-1")).Granted.ToJsonString());
        Assert.Equal("idempotency_key_reused", (await holder.ChargeAsync("charge", 6_000)).Code);
        Assert.Equal(1, (await second.PlaceAsync()).Amount("position"));
        Assert.Equal(2, (await third.PlaceAsync()).Amount("position"));
        var again = await third.JoinAsync();
        Assert.Equal((System.Net.HttpStatusCode.OK, 2), (again.Status, again.Amount("position")));

        await Polling.UntilAsync("available", async () => (await concert.SeatsAsync())["1-1-1"], EffectLimit, "The status of seat 1-1-1");
        Assert.Equal("expired", (await holder.ReservationAsync(held.Text("reservationId"))).Text("status"));
        Assert.True(TimeProvider.System.GetUtcNow() >= held.Granted["expiresAt"]!.GetValue<DateTimeOffset>());
    }

    private static async Task CheckAsync(AConcertOnSale concert, List<Buyer> buyers)
    {
        var paidSeats = new List<string>();
        foreach (var buyer in buyers)
        {
            var ledger = await buyer.Client.LedgerAsync();
            Assert.Equal(await buyer.Client.BalanceAsync(), ledger.Sum(entry => (long)entry["amount"]!));
            Assert.Equal(ledger.Count, ledger.Select(entry => (string)entry["transactionId"]!).Distinct().Count());
            foreach (var (transaction, amount) in buyer.AnsweredCharges)
                Assert.Equal(amount, (long)Assert.Single(ledger, entry => (string)entry["transactionId"]! == transaction)["amount"]!);
            Assert.Equal(buyer.ChargeCount, ledger.Count(entry => (string)entry["kind"]! == "charge"));

            var reservations = await buyer.Client.ReservationsAsync();
            var paid = reservations.Where(reservation => (string)reservation["status"]! == "paid").ToList();
            Assert.Equal(
                paid.Select(reservation => (string)reservation["paymentId"]!).Order(),
                ledger.Where(entry => (string)entry["kind"]! == "payment").Select(entry => (string)entry["reference"]!).Order());
            Assert.Superset(buyer.AnsweredPayments, paid.Select(reservation => (string)reservation["paymentId"]!).ToHashSet());
            paidSeats.AddRange(paid.SelectMany(SeatsOf));
        }

        Assert.Equal(paidSeats.Count, paidSeats.Distinct().Count());
        await Polling.UntilAsync(
            string.Join(' ', paidSeats.Order()),
            async () => string.Join(' ', (await concert.SeatsAsync()).Where(seat => seat.Value == "sold").Select(seat => seat.Key).Order()),
            EffectLimit,
            "The sold seats, which must be the paid ones");
        Assert.NotEmpty(paidSeats);
    }

    private static IEnumerable<string> SeatsOf(JsonNode reservation) =>
        reservation["seats"]!.AsArray().Select(seat => (string)seat!["seatId"]!);

    /// <summary>Tops up, reserves and pays in a loop. After a crash the buyer retries the interrupted command under its key.</summary>
    private sealed class Buyer(int number, AClient client, Random random)
    {
        private const int MaxPurchases = 2;

        private Func<Task<ClientAnswer>>? _pending;
        private Action<ClientAnswer> _onAnswer = _ => { };
        private string? _held;
        private int _step;
        private int _purchaseCount;

        public AClient Client => client;

        public int ChargeCount { get; private set; }

        public Dictionary<string, long> AnsweredCharges { get; } = [];

        public HashSet<string> AnsweredPayments { get; } = [];

        public async Task BuyUntilCrashAsync(CountdownEvent answers)
        {
            try
            {
                while (true)
                {
                    await StepAsync();
                    if (!answers.IsSet) Count(answers);
                }
            }
            catch (HttpRequestException)
            {
                // The process was killed. The command stays pending.
            }
        }

        // After the last crash, every pending command is retried until it is answered.
        public async Task FinishAsync()
        {
            while (_pending is not null) await StepAsync();
        }

        private async Task StepAsync()
        {
            if (_pending is null) Choose();
            var answer = await _pending!();
            _pending = null;
            _onAnswer(answer);
        }

        private void Choose()
        {
            var key = $"{number}-{++_step}";
            if (_held is { } reservation)
            {
                (_pending, _onAnswer) = (() => client.PayAsync(key, reservation), OnPaid);
                return;
            }

            if (_purchaseCount >= MaxPurchases || random.Next(3) == 0)
            {
                ChargeCount++;
                (_pending, _onAnswer) = (() => client.ChargeAsync(key, Charge), OnCharged);
                return;
            }

            var seat = $"1-{random.Next(1, 5)}-{random.Next(1, 11)}";
            (_pending, _onAnswer) = (() => client.ReserveAsync(key, seat), OnReserved);
        }

        private void OnCharged(ClientAnswer answer) => AnsweredCharges.Add(answer.Text("transactionId"), answer.Amount("amount"));

        private void OnReserved(ClientAnswer answer)
        {
            if (answer.IsSuccess) _held = answer.Text("reservationId");
            else Rejoin(answer.Code);
        }

        private void OnPaid(ClientAnswer answer)
        {
            if (answer.IsSuccess)
            {
                AnsweredPayments.Add(answer.Text("paymentId"));
                _purchaseCount++;
                _held = null;
            }
            else
            {
                Assert.Equal("insufficient_balance", answer.Code);
                ChargeCount++;
                var key = $"{number}-{++_step}";
                (_pending, _onAnswer) = (() => client.ChargeAsync(key, Charge), OnCharged);
            }
        }

        // A payment ends the slot, so the next purchase starts with joining the queue again.
        private void Rejoin(string? code)
        {
            Assert.Contains(code, new[] { "seat_taken", "queue_token_not_active" });
            if (code == "queue_token_not_active") (_pending, _onAnswer) = (client.JoinAsync, _ => { });
        }

        private static void Count(CountdownEvent answers)
        {
            try
            {
                answers.Signal();
            }
            catch (InvalidOperationException)
            {
                // Other buyers have already counted the last answer.
            }
        }
    }
}
