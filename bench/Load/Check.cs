using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Concert.Bench.Load;

/// <summary>
/// Reads everything back and compares it with what was told: no money or seat lost, none twice, no seat with two owners.
/// </summary>
internal sealed class Check(ServiceClient service, LoadConcert concert)
{
    private const int AtOnce = 32;
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<string> _faults = [];
    // By performance and seat: whose it is, as read back.
    private readonly ConcurrentDictionary<(string PerformanceId, string SeatId), string> _sold = new();
    private readonly ConcurrentDictionary<(string PerformanceId, string SeatId), string> _held = new();

    /// <summary>What does not agree; nothing: all does.</summary>
    public async Task<IReadOnlyCollection<string>> RunAsync(IEnumerable<Told> users)
    {
        await Parallel.ForEachAsync(
            users.Where(user => user.AccessToken is not null),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (user, _) =>
            {
                await CheckMoneyAsync(user);
                await CheckReservationsAsync(user);
            });
        foreach (var performance in concert.PerformanceIds) await CheckSeatsAsync(performance);
        return _faults;
    }

    private async Task CheckMoneyAsync(Told user)
    {
        var ledger = await ReadAllAsync(user, "/v1/wallet/transactions");
        var balance = (await ReadAsync(user, "/v1/wallet"))["balance"]!.GetValue<long>();
        var sum = 0L;
        // Told newest first; a balance is the sum of what came before.
        var rows = new List<(string Kind, long Amount, long Balance)>();
        foreach (var row in Enumerable.Reverse(ledger))
        {
            var (kind, amount, after) = (row["kind"]!.GetValue<string>(), row["amount"]!.GetValue<long>(), row["balance"]!.GetValue<long>());
            sum += amount;
            if (sum != after) _faults.Enqueue($"A ledger's balance is {after} where its rows come to {sum}.");
            rows.Add((kind, amount, after));
        }

        if (sum != balance) _faults.Enqueue($"A wallet has {balance}, but its ledger comes to {sum}.");
        foreach (var told in user.Money.Where(money => money.Balance is not null))
        {
            if (!rows.Remove((told.Kind, told.Amount, told.Balance!.Value)))
                _faults.Enqueue($"A {told.Kind} of {told.Amount} that left {told.Balance} was answered, but the ledger does not have it.");
        }

        foreach (var unanswered in user.Money.Where(money => money.Balance is null))
        {
            var at = rows.FindIndex(row => row.Kind == unanswered.Kind && row.Amount == unanswered.Amount);
            if (at >= 0) rows.RemoveAt(at);
        }

        foreach (var row in rows) _faults.Enqueue($"The ledger has a {row.Kind} of {row.Amount} that nobody was told of, or twice.");
    }

    private async Task CheckReservationsAsync(Told user)
    {
        var found = (await ReadAllAsync(user, "/v1/reservations")).ToDictionary(item => item["reservationId"]!.GetValue<string>());
        foreach (var told in user.Reservations)
        {
            if (!found.Remove(told.ReservationId, out var read))
            {
                _faults.Enqueue($"Reservation {told.ReservationId} was answered, but is not there.");
                continue;
            }

            var status = read["status"]!.GetValue<string>();
            if (!told.Statuses.Contains(status))
                _faults.Enqueue($"Reservation {told.ReservationId} is {status}; it should be {string.Join(" or ", told.Statuses)}.");
            if (!SeatsOf(read).Order().SequenceEqual(told.SeatIds.Order()))
                _faults.Enqueue($"Reservation {told.ReservationId} has other seats than were answered.");
            Own(read);
        }

        foreach (var (id, read) in found)
        {
            if (!user.MayHaveMore) _faults.Enqueue($"Reservation {id} is there, but nobody was told of it.");
            Own(read);
        }
    }

    private void Own(JsonNode reservation)
    {
        var (id, status) = (reservation["reservationId"]!.GetValue<string>(), reservation["status"]!.GetValue<string>());
        if (status is not ("paid" or "held")) return;
        foreach (var seat in SeatsOf(reservation))
        {
            var place = (reservation["performanceId"]!.GetValue<string>(), seat);
            if (!(status == "paid" ? _sold : _held).TryAdd(place, id)) _faults.Enqueue($"Seat {seat} is {status} twice: also for {id}.");
        }
    }

    // The picture follows the seats within moments, and a hold may end while we look.
    private async Task CheckSeatsAsync(string performance)
    {
        var end = TimeProvider.System.GetUtcNow() + SeenWithin;
        List<string> faults;
        while ((faults = await CompareAsync(performance)).Count > 0 && TimeProvider.System.GetUtcNow() < end) await Task.Delay(Pause);
        foreach (var fault in faults) _faults.Enqueue(fault);
    }

    private async Task<List<string>> CompareAsync(string performance)
    {
        var faults = new List<string>();
        foreach (var seat in (await ReadAsync(null, $"/v1/performances/{performance}/seats"))["seats"]!.AsArray())
        {
            var (id, status) = (seat!["seatId"]!.GetValue<string>(), seat["status"]!.GetValue<string>());
            var (isSold, isHeld) = (_sold.ContainsKey((performance, id)), _held.ContainsKey((performance, id)));
            if (isSold && isHeld) faults.Add($"Seat {id} is paid for by one and held by another.");
            if (isSold && status != "sold") faults.Add($"Seat {id} is paid for, but {status}.");
            if (isHeld && status == "sold") faults.Add($"Seat {id} is only held, but sold.");
            if (concert.IsOurs && !isSold && status == "sold") faults.Add($"Seat {id} is sold, but nobody has it.");
            if (concert.IsOurs && !isSold && !isHeld && status == "held") faults.Add($"Seat {id} is held, but nobody has it.");
        }

        return faults;
    }

    private static IEnumerable<string> SeatsOf(JsonNode reservation) =>
        reservation["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());

    private async Task<List<JsonNode>> ReadAllAsync(Told user, string path)
    {
        var items = new List<JsonNode>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await ReadAsync(user, cursor.Length == 0 ? path : $"{path}?cursor={Uri.EscapeDataString(cursor)}");
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page["nextCursor"]?.GetValue<string>();
        }

        return items;
    }

    private async Task<JsonNode> ReadAsync(Told? user, string path)
    {
        var answer = await service.SendAsync(
            "read back", HttpMethod.Get, path, null, [("Authorization", user is null ? null : $"Bearer {user.AccessToken}")]);
        return answer.IsDone ? answer.Body! : throw new LoadException($"Reading {path} back was answered {answer.Code}.");
    }
}
