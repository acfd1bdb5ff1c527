using System.Collections.Concurrent;

namespace Concert.Bench.Load;

/// <summary>
/// Reads everything back and compares it with the answers: no money and no seat lost, none doubled, no seat with two owners.
/// </summary>
internal sealed class LoadAudit(ServiceClient service, LoadConcert concert)
{
    private const int Parallelism = 32;
    private static readonly TimeSpan SeatMapDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<string> _faults = [];

    // By performance and seat: the reservation that owns it, as read back.
    private readonly ConcurrentDictionary<(string PerformanceId, string SeatId), string> _sold = new();
    private readonly ConcurrentDictionary<(string PerformanceId, string SeatId), string> _held = new();

    /// <returns>What does not agree.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(IEnumerable<UserRecord> users)
    {
        await Parallel.ForEachAsync(
            users.Where(user => user.AccessToken is not null),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism },
            async (user, _) =>
            {
                await CheckMoneyAsync(user);
                await CheckReservationsAsync(user);
            });
        foreach (var performance in concert.Performances) await CheckSeatsAsync(performance.PerformanceId);
        return _faults;
    }

    private async Task CheckMoneyAsync(UserRecord user)
    {
        var ledger = await ReadAllAsync(user, "/v1/wallet/transactions");
        var balance = (await ReadAsync(user, "/v1/wallet"))["balance"]!.GetValue<long>();
        var sum = 0L;
        // The ledger is read newest first. Each balance must be the sum of the amounts up to its row.
        var rows = new List<(string Kind, long Amount, long Balance)>();
        foreach (var row in Enumerable.Reverse(ledger))
        {
            var (kind, amount, after) = (row["kind"]!.GetValue<string>(), row["amount"]!.GetValue<long>(), row["balance"]!.GetValue<long>());
            sum += amount;
            if (sum != after) _faults.Enqueue($"A ledger row has balance {after}, but the amounts up to it add up to {sum}.");
            rows.Add((kind, amount, after));
        }

        if (sum != balance) _faults.Enqueue($"A wallet has {balance}, but its ledger adds up to {sum}.");
        foreach (var money in user.Money.Where(money => money.Balance is not null))
        {
            if (!rows.Remove((money.Kind, money.Amount, money.Balance!.Value)))
                _faults.Enqueue($"A {money.Kind} of {money.Amount} with balance {money.Balance} was answered, but the ledger does not have it.");
        }

        foreach (var unanswered in user.Money.Where(money => money.Balance is null))
        {
            var at = rows.FindIndex(row => row.Kind == unanswered.Kind && row.Amount == unanswered.Amount);
            if (at >= 0) rows.RemoveAt(at);
        }

        foreach (var row in rows) _faults.Enqueue($"The ledger has a {row.Kind} of {row.Amount} that was never answered, or has it twice.");
    }

    private async Task CheckReservationsAsync(UserRecord user)
    {
        var found = (await ReadAllAsync(user, "/v1/reservations")).ToDictionary(item => item["reservationId"]!.GetValue<string>());
        foreach (var recorded in user.Reservations)
        {
            if (!found.Remove(recorded.ReservationId, out var read))
            {
                _faults.Enqueue($"Reservation {recorded.ReservationId} was answered, but does not exist.");
                continue;
            }

            var status = read["status"]!.GetValue<string>();
            if (!recorded.Statuses.Contains(status))
                _faults.Enqueue($"Reservation {recorded.ReservationId} is {status}; it should be {string.Join(" or ", recorded.Statuses)}.");
            if (!SeatsOf(read).Order().SequenceEqual(recorded.SeatIds.Order()))
                _faults.Enqueue($"Reservation {recorded.ReservationId} has other seats than were answered.");
            RecordOwner(read);
        }

        foreach (var (id, read) in found)
        {
            if (!user.MayHaveMore) _faults.Enqueue($"Reservation {id} exists, but was never answered.");
            RecordOwner(read);
        }
    }

    private void RecordOwner(JsonNode reservation)
    {
        var (id, status) = (reservation["reservationId"]!.GetValue<string>(), reservation["status"]!.GetValue<string>());
        if (status is not ("paid" or "held")) return;
        foreach (var seat in SeatsOf(reservation))
        {
            var key = (reservation["performanceId"]!.GetValue<string>(), seat);
            if (!(status == "paid" ? _sold : _held).TryAdd(key, id)) _faults.Enqueue($"Seat {seat} is {status} twice: also for {id}.");
        }
    }

    // The map shows a change shortly after the seat, and a hold may expire between two reads.
    private async Task CheckSeatsAsync(string performance)
    {
        var end = TimeProvider.System.GetUtcNow() + SeatMapDelay;
        List<string> faults;
        while ((faults = await CompareAsync(performance)).Count > 0 && TimeProvider.System.GetUtcNow() < end) await Task.Delay(RetryDelay);
        foreach (var fault in faults) _faults.Enqueue(fault);
    }

    private async Task<List<string>> CompareAsync(string performance)
    {
        var faults = new List<string>();
        foreach (var seat in (await ReadAsync(null, $"/v1/performances/{performance}/seats"))["seats"]!.AsArray())
        {
            var (id, status) = (seat!["seatId"]!.GetValue<string>(), seat["status"]!.GetValue<string>());
            var (isSold, isHeld) = (_sold.ContainsKey((performance, id)), _held.ContainsKey((performance, id)));
            if (isSold && isHeld) faults.Add($"Seat {id} is paid by one reservation and held by another.");
            if (isSold && status != "sold") faults.Add($"Seat {id} is paid, but {status}.");
            if (isHeld && status == "sold") faults.Add($"Seat {id} is only held, but sold.");
            if (concert.IsOurs && !isSold && status == "sold") faults.Add($"Seat {id} is sold, but has no owner.");
            if (concert.IsOurs && !isSold && !isHeld && status == "held") faults.Add($"Seat {id} is held, but has no owner.");
        }

        return faults;
    }

    private static IEnumerable<string> SeatsOf(JsonNode reservation) =>
        reservation["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());

    private async Task<List<JsonNode>> ReadAllAsync(UserRecord user, string path)
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

    private async Task<JsonNode> ReadAsync(UserRecord? user, string path)
    {
        var answer = await service.SendAsync(
            "read back", HttpMethod.Get, path, null, [("Authorization", user is null ? null : $"Bearer {user.AccessToken}")]);
        return answer.IsSuccess ? answer.Body! : throw new RefusedException($"Reading {path} back was answered {answer.Code}.");
    }
}
