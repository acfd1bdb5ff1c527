namespace Concert.Bench.Load;

/// <summary>One user: joins, waits, reads the seats, reserves, charges, pays. Some release or refund instead.</summary>
internal sealed class LoadUser(ServiceClient service, LoadConcert concert, TimeSpan patience, int seed, LoadProgress progress, int number)
{
    private const int MaxTries = 6;
    private const int MaxSeats = 2;
    private const double ShareOfBestAvailable = 0.5;
    private const double ShareThatReleases = 0.1;
    private const double ShareThatRefunds = 0.1;
    private const char Available = 'a';

    // With the same seed a user chooses the same in each run.
    private readonly Random _random = new(unchecked((seed * 1_000_003) + number));
    private string? _queueToken;
    private int _keyCount;

    public UserRecord Record { get; } = new();

    /// <param name="dueAt">When the user is due to arrive.</param>
    public async Task RunAsync(long dueAt)
    {
        var name = new JsonObject { ["name"] = $"Load {number}" };
        var created = await service.SendAsync("create user", HttpMethod.Post, "/v1/users", name, [], dueAt);
        if (!created.IsSuccess) throw new RefusedException($"POST /v1/users answers {created.Code}: the load tool needs a service that issues tokens itself.");
        Record.AccessToken = created.Text("accessToken");
        if (!await EnterAsync()) return;
        progress.Admitted();
        if (await ReserveAsync() is not { } reservation)
        {
            await LeaveAsync();
            return;
        }

        progress.Reserved();
        if (_random.NextDouble() < ShareThatReleases) await ReleaseAsync(reservation);
        else await BuyAsync(reservation);
    }

    private async Task<bool> EnterAsync()
    {
        var place = await SendAsync("join queue", HttpMethod.Post, $"/v1/concerts/{concert.ConcertId}/queue-tokens", null);
        if (!place.IsSuccess) return false;
        _queueToken = place.Text("token");
        var startedAt = Stopwatch.GetTimestamp();
        while (place.IsSuccess && place.Text("status") == "waiting")
        {
            if (Stopwatch.GetElapsedTime(startedAt) > patience)
            {
                await LeaveAsync();
                return false;
            }

            await Task.Delay(TimeSpan.FromSeconds(place.Number("pollAfterSeconds")));
            place = await SendAsync("poll queue", HttpMethod.Get, "/v1/queue-tokens/current", null);
        }

        return place.IsSuccess && place.Text("status") == "active";
    }

    private async Task<RecordedReservation?> ReserveAsync()
    {
        var performance = concert.Performances[_random.Next(concert.Performances.Count)];
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var wanted = new JsonObject { ["performanceId"] = performance.PerformanceId };
            var quantity = _random.Next(1, MaxSeats + 1);
            if (_random.NextDouble() < ShareOfBestAvailable) wanted["bestAvailable"] = new JsonObject { ["quantity"] = quantity };
            else if (await ChooseAsync(performance, quantity) is { Count: > 0 } seats) wanted["seatIds"] = seats;
            else return null;
            var held = await SendAsync("reserve", HttpMethod.Post, "/v1/reservations", wanted, hasKey: true);
            if (held.IsSuccess)
            {
                var seatIds = held.Body!["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());
                var reservation = new RecordedReservation(held.Text("reservationId"), [.. seatIds], held.Number("amount"));
                Record.Reservations.Add(reservation);
                return reservation;
            }

            if (held.IsUnknown) Record.MayHaveMore = true;
            if (held.Code is not "seat_taken") return null;
        }

        return null;
    }

    // At random: users who see the same map rarely choose the same seat.
    private async Task<JsonArray> ChooseAsync(LoadPerformance performance, int quantity)
    {
        List<int>? free = null;
        if (concert.ReadsMap)
        {
            var snapshot = await service.ReadFirstEventAsync("see seats", $"/v1/performances/{performance.PerformanceId}/seats/stream?compact=true");
            if (!snapshot.IsSuccess) return [];
            free = [.. snapshot.Text("statuses").Index().Where(seat => seat.Item == Available).Select(seat => seat.Index)];
            if (free.Count == 0) return [];
        }

        var chosen = Enumerable.Range(0, quantity).Select(_ => free is null ? _random.Next(performance.SeatIds.Count) : free[_random.Next(free.Count)]);
        return [.. chosen.Distinct().Select(index => JsonValue.Create(performance.SeatIds[index]))];
    }

    private async Task BuyAsync(RecordedReservation reservation)
    {
        // A little more than the price, so that a balance is left to compare.
        var amount = Math.Clamp(reservation.Amount + _random.Next(1, 1000), 1, 10_000_000);
        var charged = await SendAsync("charge", HttpMethod.Post, "/v1/wallet/charges", new JsonObject { ["amount"] = amount }, hasKey: true);
        if (!RecordMoney("charge", amount, charged)) return;
        var body = new JsonObject { ["reservationId"] = reservation.ReservationId };
        var paid = await SendAsync("pay", HttpMethod.Post, "/v1/payments", body, hasKey: true);
        if (paid.IsUnknown) reservation.Statuses = ["held", "expired", "paid"];
        if (!RecordMoney("payment", -reservation.Amount, paid)) return;
        reservation.Statuses = ["paid"];
        progress.Paid();
        if (_random.NextDouble() >= ShareThatRefunds) return;
        var refunded = await SendAsync("refund", HttpMethod.Post, $"/v1/payments/{paid.Text("paymentId")}/refunds", null, hasKey: true);
        if (refunded.IsUnknown) reservation.Statuses = ["paid", "refunded"];
        if (RecordMoney("refund", reservation.Amount, refunded)) reservation.Statuses = ["refunded"];
    }

    private async Task ReleaseAsync(RecordedReservation reservation)
    {
        var released = await SendAsync("release", HttpMethod.Delete, $"/v1/reservations/{reservation.ReservationId}", null);
        if (released.IsUnknown) reservation.Statuses = ["held", "expired", "released"];
        if (released.IsSuccess) reservation.Statuses = ["released"];
        await LeaveAsync();
    }

    private Task<ServiceAnswer> LeaveAsync() => SendAsync("leave queue", HttpMethod.Delete, "/v1/queue-tokens/current", null);

    private bool RecordMoney(string kind, long amount, ServiceAnswer answer)
    {
        if (answer.IsSuccess) Record.Money.Add(new(kind, amount, answer.Number("balance")));
        if (answer.IsUnknown) Record.Money.Add(new(kind, amount, null));
        return answer.IsSuccess;
    }

    private Task<ServiceAnswer> SendAsync(string call, HttpMethod method, string path, JsonNode? body, bool hasKey = false) =>
        service.SendAsync(call, method, path, body,
        [
            ("Authorization", $"Bearer {Record.AccessToken}"),
            ("Queue-Token", _queueToken),
            ("Idempotency-Key", hasKey ? $"load-{number}-{++_keyCount}" : null),
        ]);
}
