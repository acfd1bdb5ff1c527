using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using Concert.History;

namespace Concert.Faults;

/// <summary>
/// A user whose steps are drawn from a seed: tops up, reserves, changes seats, pays, releases, refunds. The shopper goes to the lobby of each concert as
/// soon as it is announced, tries to reserve before the sale opens, and sometimes gives the place up and joins again. Every third shopper
/// asks to be called. Some are away when their turn comes, or do not come when they are called, and come back later. The shopper retries
/// every unanswered request under the same key, with the gateways in turn.
/// </summary>
internal sealed class ChaosShopper(
    int number, int seed, IReadOnlyList<HttpClient> gateways, Openings openings, ClientHistory history, ChaosStatistics statistics)
{
    private const long Charge = 40_000;

    // Behind everyone: who had a position is in the lobby no more.
    private const long PositionInLobby = long.MaxValue;

    // Longer than AbsentAfter and the claim windows of a run, which begin when a gateway last reported the shopper.
    private const int ShortestAbsenceSeconds = 20;
    private const int LongestAbsenceSeconds = 50;

    private readonly Random _random = new(seed);
    private readonly RetryingClient _client = new(gateways, $"shopper {number}", seed, statistics);
    private readonly List<(string ReservationId, string PaymentId)> _paid = [];
    private AConcertOnSale _concert = openings.Latest;
    private string _user = "";
    private string? _held;
    private List<string> _heldSeats = [];
    private long _heldAmount;
    private int _keyCount;

    public async Task ShopAsync(CancellationToken stopping)
    {
        await RegisterAsync(stopping);
        while (!stopping.IsCancellationRequested)
        {
            await (_concert == openings.Latest ? StepAsync(stopping) : GoToLatestAsync(stopping));
            // A person pauses between steps: this simulates users and measures no throughput.
            await Task.Delay(_random.Next(5, 60), CancellationToken.None);
        }
    }

    private async Task RegisterAsync(CancellationToken stopping)
    {
        var user = await _client.SendAsync(HttpMethod.Post, "/v1/users", new { name = $"shopper {number}" });
        (_user, _client.AccessToken) = (user.Text("userId"), user.Text("accessToken"));
        await JoinAsync(stopping);
    }

    // The shopper still pays for, or releases, what it holds of the concert before.
    private async Task GoToLatestAsync(CancellationToken stopping)
    {
        (_concert, _client.QueueToken) = (openings.Latest, "");
        await JoinAsync(stopping);
    }

    private Task StepAsync(CancellationToken stopping)
    {
        var dice = _random.Next(100);
        if (_held is { } held)
        {
            if (dice < 15) return ChangeAsync(held);
            if (dice < 70) return PayAsync(held);
            _held = null;
            // Otherwise the shopper abandons the hold, and the hold expires.
            return dice < 85 ? ReleaseAsync(held) : Task.CompletedTask;
        }

        if (_paid.Count > 0 && dice < 25) return RefundAsync();
        return dice < 45 ? ChargeAsync() : ReserveAsync(stopping);
    }

    private async Task JoinAsync(CancellationToken stopping)
    {
        var place = await RequestPlaceAsync();
        // Polls the gateways in turn, much faster than told, with the newest token.
        while (place.IsSuccess)
        {
            var (status, position) = (place.Text("status"), PositionOf(place));
            _client.QueueToken = place.Text("token");
            if (place.Granted["claimBy"] is not null && _random.Next(8) == 0)
            {
                await StayAwayAsync(stopping);
                await RequestPlaceAsync();
                return;
            }

            if (status is not ("lobby" or "waiting") || _concert != openings.Latest || stopping.IsCancellationRequested) return;
            // The next step may be to reserve, without a slot. It is refused, and the shopper comes back.
            if (status is "lobby" && _random.Next(8) == 0) return;
            if (_random.Next(100) == 0)
            {
                await LeaveAsync();
                return;
            }

            if (status is "waiting" && _random.Next(100) == 0)
            {
                await StayAwayAsync(stopping);
                place = await RequestPlaceAsync();
                continue;
            }

            await Task.Delay(100, CancellationToken.None);
            _client.ChangeGateway();
            place = await _client.SendAsync(HttpMethod.Get, "/v1/queue-tokens/current");
            if (place.IsSuccess) history.Moves.Add(new(_user, position, PositionOf(place)));
        }
    }

    // Whoever missed the turn gets the same place again, in front of the line.
    private async Task<ClientAnswer> RequestPlaceAsync()
    {
        var sentAt = TimeProvider.System.GetTimestamp();
        var place = await _client.SendAsync(HttpMethod.Post, $"/v1/concerts/{_concert.ConcertId}/queue-tokens", new { callMe = number % 3 == 0 });
        if (PlaceOf(place.Text("token")) is { } given && given != PlaceOf(_client.QueueToken))
            history.Joins.Add(new(_concert.ConcertId, _user, given, sentAt, TimeProvider.System.GetTimestamp(), place.Status is HttpStatusCode.Created));
        _client.QueueToken = place.Text("token");
        return place;
    }

    // Nobody polls meanwhile: the shopper misses what happens.
    private async Task StayAwayAsync(CancellationToken stopping)
    {
        var (leftAt, absence) = (TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(_random.Next(ShortestAbsenceSeconds, LongestAbsenceSeconds)));
        while (TimeProvider.System.GetElapsedTime(leftAt) < absence && !stopping.IsCancellationRequested)
            await Task.Delay(100, CancellationToken.None);
    }

    // The next attempt to reserve is refused, and the shopper joins again, at the end of the line.
    private async Task LeaveAsync() =>
        (await _client.SendAsync(HttpMethod.Delete, "/v1/queue-tokens/current")).EnsureGranted();

    private static long PositionOf(ClientAnswer place) => (long?)place.Granted["position"] ?? PositionInLobby;

    // The token is opaque to clients. This one must know whether two tokens, which also say what the user has seen, are of one place.
    private static long? PlaceOf(string token) => token.Length == 0
        ? null
        : BinaryPrimitives.ReadInt64BigEndian(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))).AsSpan(1));

    private async Task ChargeAsync()
    {
        var amount = Charge + _random.Next(1_000);
        await CommandAsync(Verb.Charge, amount, null, "/v1/wallet/charges", new { amount }, "transactionId");
    }

    private async Task ReserveAsync(CancellationToken stopping)
    {
        var (row, seat) = (_random.Next(1, 7), _random.Next(1, 10));
        // Pairs of neighboring seats overlap, so each shopper competes with others for half of a pair.
        object body = _random.Next(4) == 0
            ? new { performanceId = _concert.PerformanceId, bestAvailable = new { quantity = 2, section = AConcertOnSale.Floor } }
            : new { performanceId = _concert.PerformanceId, seatIds = new[] { $"1-{row}-{seat}", $"1-{row}-{seat + 1}" } };
        var performance = _concert.PerformanceId;
        var answer = await CommandAsync(Verb.Reserve, 0, null, "/v1/reservations", body, null);
        history.ReserveAnswers.Add(
            new(_user, $"{Verb.Reserve}-{_keyCount}", performance, answer.SentAt, answer.AnsweredAt, answer.IsSuccess ? null : answer.Code));
        if (answer.IsSuccess) (_held, _heldSeats, _heldAmount) = (answer.Text("reservationId"), SeatsIn(answer), answer.Amount("amount"));
        else if (answer.Code is "queue_token_not_active") await JoinAsync(stopping);
    }

    // Sometimes adds a seat, sometimes drops what it may have, sometimes both: seats of others, of nobody, and its own.
    private async Task ChangeAsync(string reservation)
    {
        var (add, drop) = (SeatByDice(), _heldSeats[_random.Next(_heldSeats.Count)]);
        object body = _random.Next(3) switch { 0 => new { add = new[] { add } }, 1 => new { drop = new[] { drop } }, _ => new { add = new[] { add }, drop = new[] { drop } } };
        if (add == drop) return;
        var answer = await CommandAsync(Verb.Change, 0, reservation, $"/v1/reservations/{reservation}", body, null, HttpMethod.Patch);
        if (answer.IsSuccess) (_heldSeats, _heldAmount) = (SeatsIn(answer), answer.Amount("amount"));
        else if (answer.Code is "reservation_expired") _held = null;
    }

    private string SeatByDice() => $"1-{_random.Next(1, 7)}-{_random.Next(1, 11)}";

    private static List<string> SeatsIn(ClientAnswer answer) => [.. answer.Granted["seats"]!.AsArray().Select(seat => (string)seat!["seatId"]!)];

    private async Task PayAsync(string reservation)
    {
        // Some charge what is missing with the payment. Some say what they were shown, as the page does; some of these are wrong.
        var isWrong = _random.Next(5) == 0;
        var amount = isWrong ? _heldAmount + 1 : _heldAmount;
        object body = _random.Next(3) switch
        {
            _ when isWrong => new { reservationId = reservation, chargeMissing = true, amount, chargeAtMost = amount },
            0 => new { reservationId = reservation },
            1 => new { reservationId = reservation, chargeMissing = true },
            _ => new { reservationId = reservation, chargeMissing = true, amount, chargeAtMost = amount },
        };
        var answer = await CommandAsync(Verb.Pay, 0, reservation, "/v1/payments", body, "paymentId");
        Assert.False(isWrong && answer.IsSuccess, $"{reservation} of {_heldAmount} was paid as {amount}.");
        Assert.False(!isWrong && answer.Code is "amount_changed", $"{reservation} of {amount} was refused as changed: {answer.Body}");
        if (isWrong && answer.Code is "amount_changed") return;
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
        var answer = await _client.SendAsync(HttpMethod.Delete, $"/v1/reservations/{reservation}");
        history.Commands.Add(new(_user, $"release {reservation}", Verb.Release, 0, reservation, null, answer.IsSuccess));
    }

    private async Task<ClientAnswer> CommandAsync(Verb verb, long amount, string? reservation, string path, object? body, string? idField, HttpMethod? method = null)
    {
        var key = $"{verb}-{++_keyCount}";
        try
        {
            var answer = await _client.SendAsync(method ?? HttpMethod.Post, path, body, key);
            var id = answer.IsSuccess && idField is not null ? answer.Text(idField) : null;
            if (answer.IsSuccess && verb == Verb.Pay) amount = (long)answer.Granted["charged"]!;
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
}
