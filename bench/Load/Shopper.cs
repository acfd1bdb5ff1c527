using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Concert.Bench.Load;

/// <summary>One user: joins, waits as told, looks, reserves, charges, pays; some think better of it.</summary>
internal sealed class Shopper(ServiceClient service, LoadConcert concert, LoadOptions options, LoadProgress progress, int number)
{
    private const int MaxTries = 6;
    private const int MaxSeats = 2;
    private const double ShareOfBestAvailable = 0.5;
    private const double ShareThatReleases = 0.1;
    private const double ShareThatRefunds = 0.1;

    // The same user chooses the same in each run.
    private readonly Random _random = new(unchecked((options.Seed * 1_000_003) + number));
    private string? _queueToken;
    private int _keyCount;

    public Told Told { get; } = new();

    /// <param name="dueAt">When the user should come.</param>
    public async Task GoAsync(long dueAt)
    {
        var name = new JsonObject { ["name"] = $"Load {number}" };
        var made = await service.SendAsync("create user", HttpMethod.Post, "/v1/users", name, [], dueAt);
        if (!made.IsDone) throw new LoadException($"POST /v1/users answers {made.Code}: the load tool needs a service that issues tokens itself.");
        Told.AccessToken = made.Text("accessToken");
        if (!await EnterAsync()) return;
        progress.Entered();
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
        if (!place.IsDone) return false;
        _queueToken = place.Text("token");
        var startedAt = Stopwatch.GetTimestamp();
        while (place.IsDone && place.Text("status") == "waiting")
        {
            if (Stopwatch.GetElapsedTime(startedAt) > options.Patience)
            {
                await LeaveAsync();
                return false;
            }

            await Task.Delay(TimeSpan.FromSeconds(place.Number("pollAfterSeconds")));
            place = await SendAsync("poll queue", HttpMethod.Get, "/v1/queue-tokens/current", null);
        }

        return place.IsDone && place.Text("status") == "active";
    }

    private async Task<ToldReservation?> ReserveAsync()
    {
        var performance = concert.PerformanceIds[_random.Next(concert.PerformanceIds.Count)];
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var wanted = new JsonObject { ["performanceId"] = performance };
            var quantity = _random.Next(1, MaxSeats + 1);
            if (_random.NextDouble() < ShareOfBestAvailable) wanted["bestAvailable"] = new JsonObject { ["quantity"] = quantity };
            else if (await ChooseAsync(performance, quantity) is { Count: > 0 } seats) wanted["seatIds"] = seats;
            else return null;
            var held = await SendAsync("reserve", HttpMethod.Post, "/v1/reservations", wanted, hasKey: true);
            if (held.IsDone)
            {
                var seatIds = held.Body!["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());
                var told = new ToldReservation(held.Text("reservationId"), performance, [.. seatIds], held.Number("amount"));
                Told.Reservations.Add(told);
                return told;
            }

            if (held.IsUnknown) Told.MayHaveMore = true;
            if (held.Code is not "seat_taken") return null;
        }

        return null;
    }

    // At random among the free ones, as people who see the same map do not choose.
    private async Task<JsonArray> ChooseAsync(string performance, int quantity)
    {
        if (concert.KnownSeatIds is { } known)
            return [.. Enumerable.Range(0, quantity).Select(_ => known[_random.Next(known.Count)]).Distinct().Select(seat => JsonValue.Create(seat))];
        var map = await SendAsync("see seats", HttpMethod.Get, $"/v1/performances/{performance}/seats?status=available", null);
        if (!map.IsDone) return [];
        var free = map.Body!["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>()).ToArray();
        _random.Shuffle(free);
        return [.. free.Take(quantity).Select(seat => JsonValue.Create(seat))];
    }

    private async Task BuyAsync(ToldReservation reservation)
    {
        // A little more than the price, so that a balance is left to compare.
        var amount = Math.Clamp(reservation.Amount + _random.Next(1, 1000), 1, 10_000_000);
        var charged = await SendAsync("charge", HttpMethod.Post, "/v1/wallet/charges", new JsonObject { ["amount"] = amount }, hasKey: true);
        if (!Note("charge", amount, charged)) return;
        var body = new JsonObject { ["reservationId"] = reservation.ReservationId };
        var paid = await SendAsync("pay", HttpMethod.Post, "/v1/payments", body, hasKey: true);
        if (paid.IsUnknown) reservation.Statuses = ["held", "expired", "paid"];
        if (!Note("payment", -reservation.Amount, paid)) return;
        reservation.Statuses = ["paid"];
        progress.Paid();
        if (_random.NextDouble() >= ShareThatRefunds) return;
        var refunded = await SendAsync("refund", HttpMethod.Post, $"/v1/payments/{paid.Text("paymentId")}/refunds", null, hasKey: true);
        if (refunded.IsUnknown) reservation.Statuses = ["paid", "refunded"];
        if (Note("refund", reservation.Amount, refunded)) reservation.Statuses = ["refunded"];
    }

    private async Task ReleaseAsync(ToldReservation reservation)
    {
        var released = await SendAsync("release", HttpMethod.Delete, $"/v1/reservations/{reservation.ReservationId}", null);
        if (released.IsUnknown) reservation.Statuses = ["held", "expired", "released"];
        if (released.IsDone) reservation.Statuses = ["released"];
        await LeaveAsync();
    }

    private Task<Answer> LeaveAsync() => SendAsync("leave queue", HttpMethod.Delete, "/v1/queue-tokens/current", null);

    private bool Note(string kind, long amount, Answer answer)
    {
        if (answer.IsDone) Told.Money.Add(new(kind, amount, answer.Number("balance")));
        if (answer.IsUnknown) Told.Money.Add(new(kind, amount, null));
        return answer.IsDone;
    }

    private Task<Answer> SendAsync(string call, HttpMethod method, string path, JsonNode? body, bool hasKey = false) => service.SendAsync(
        call,
        method,
        path,
        body,
        [
            ("Authorization", $"Bearer {Told.AccessToken}"),
            ("Queue-Token", _queueToken),
            ("Idempotency-Key", hasKey ? $"load-{number}-{++_keyCount}" : null),
        ]);
}
