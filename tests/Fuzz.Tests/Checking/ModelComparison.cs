using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Model;
using Concert.Queues;
using Concert.Seats;
using Concert.Wire;

namespace Concert.Checking;

/// <summary>
/// Compares the service with the model: whatever a refused request changed, and whatever an answered one did not, is a difference.
/// </summary>
internal sealed class ModelComparison(FuzzHost host, WireConnection connection, ApiContract contract, ServiceModel model)
{
    private const int PageSize = 100;

    // Only ends a failing run: what happens after an answer takes milliseconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly AnswerChecker _checker = new(contract);

    /// <summary>The number of reads that were compared.</summary>
    public int Count { get; private set; }

    private DateTimeOffset Now => host.Time.GetUtcNow();

    /// <summary>The balance, and the newest lines of the ledger and of the reservations; or all of them.</summary>
    public async Task<List<string>> CompareAsync(ModelUser user, bool isWhole)
    {
        var faults = new List<string>();
        var wallet = await ReadAsync("GetWallet", "/v1/wallet", user);
        Compare(faults, $"the balance of {user}", user.Balance, wallet["balance"]!.GetValue<long>());
        var ledger = await ItemsAsync("ListTransactions", "/v1/wallet/transactions", user, isWhole);
        var expectedLedger = Enumerable.Reverse(user.Ledger).Select(row => $"{row.Kind} {row.Amount} {row.Balance} {row.Reference}");
        CompareLists(faults, $"the ledger of {user}", expectedLedger, ledger.Select(row => $"{row["kind"]} {row["amount"]} {row["balance"]} {row["reference"]}"), isWhole);
        var reservations = await ItemsAsync("ListReservations", "/v1/reservations", user, isWhole);
        var expected = user.Reservations.Reverse().Select(each => $"{each.Id} {each.StatusAt(Now).ToString().ToLowerInvariant()} {each.Amount} {string.Join(' ', each.Seats)} {each.PaymentId}");
        CompareLists(
            faults,
            $"the reservations of {user}",
            expected,
            reservations.Select(each => $"{each["reservationId"]} {each["status"]} {each["amount"]} {string.Join(' ', each["seats"]!.AsArray().Select(seat => seat!["seatId"]))} {each["paymentId"]}"),
            isWhole);
        return faults;
    }

    /// <summary>The status of each seat of the map, and the counts of the list of performances.</summary>
    public async Task<List<string>> CompareAsync(ModelConcert concert)
    {
        var faults = new List<string>();
        var counts = (await ReadAsync("ListPerformances", $"/v1/concerts/{concert.Id}/performances", null))["items"]!.AsArray();
        foreach (var (index, performance) in concert.Performances.Index())
        {
            var map = await ReadAsync("GetSeats", $"/v1/performances/{performance.Id}/seats", null);
            var expected = performance.Seats.Select(seat => $"{seat.Id} {performance.StatusOf(seat.Id, Now)}");
            CompareLists(faults, $"the map of {performance.Id}", expected, map["seats"]!.AsArray().Select(seat => $"{seat!["seatId"]} {seat["status"]}"), isWhole: true);
            var letters = await ReadAsync("GetSeats", $"/v1/performances/{performance.Id}/seats?compact=true", null);
            Compare(
                faults,
                $"the compact map of {performance.Id}",
                string.Concat(performance.Seats.Select(seat => performance.StatusOf(seat.Id, Now)[0])),
                letters["statuses"]!.GetValue<string>());
            Compare(faults, $"seatsAvailable of {performance.Id}", performance.Count("available", Now), counts[index]!["seatsAvailable"]!.GetValue<int>());
            Compare(faults, $"seatsTotal of {performance.Id}", performance.Seats.Length, counts[index]!["seatsTotal"]!.GetValue<int>());
        }

        return faults;
    }

    /// <summary>The sums that operators see, of the newest concerts.</summary>
    public async Task<List<string>> CompareFiguresAsync()
    {
        var faults = new List<string>();
        var figures = await ReadAsync("ListFigures", "/v1/figures?limit=10", null);
        foreach (var shown in figures["items"]!.AsArray().SelectMany(concert => concert!["performances"]!.AsArray()))
        {
            if (model.Performance(shown!["performanceId"]!.GetValue<string>()) is not { } performance) continue;
            var paid = performance.PaidAt(Now).ToList();
            CompareLists(
                faults,
                $"the figures of {performance.Id}",
                [$"{performance.Count("available", Now)} {performance.Count("held", Now)} {performance.Count("sold", Now)} {paid.Sum(each => each.Amount)} {paid.Count}"],
                [$"{shown["seatsAvailable"]} {shown["seatsHeld"]} {shown["seatsSold"]} {shown["revenue"]} {shown["purchases"]}"],
                isWhole: true);
        }

        return faults;
    }

    /// <summary>
    /// Waits until the seat map has what was answered: seats follow a decision without anyone waiting for them. The steps of a run
    /// then do not depend on how long that took.
    /// </summary>
    public async Task<List<string>> WaitForMapAsync(ModelPerformance performance)
    {
        var expected = performance.Seats.Select(seat => performance.StatusOf(seat.Id, Now)).ToList();
        List<string> actual = [];
        var grain = host.Grains.GetGrain<ISeatMapGrain>(performance.Id);
        if (await WaitAsync(async () =>
        {
            actual = [.. (await grain.Read(-1)).Value!.Statuses.Select(status => status.ToString().ToLowerInvariant())];
            return actual.SequenceEqual(expected);
        })) return [];
        return [$"After {Limit.TotalSeconds} s the map of {performance.Id} is not what was answered: {string.Join(' ', Differences(performance, expected, actual))}"];
    }

    /// <summary>Waits until a payment has ended the slot of its place.</summary>
    public async Task<List<string>> WaitForEndAsync(ModelUser user, ModelPlace place)
    {
        var grain = host.Grains.GetGrain<IQueueGrain>(place.ConcertId);
        return await WaitAsync(async () => (await grain.Read(new(new(user.Id), place.Number))).Status is QueueStatus.Expired)
            ? []
            : [$"After {Limit.TotalSeconds} s a payment has not ended the slot of place {place.Number}."];
    }

    private static async Task<bool> WaitAsync(Func<Task<bool>> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit) return false;
            await Task.Yield();
        }

        return true;
    }

    private static IEnumerable<string> Differences(ModelPerformance performance, List<string> expected, List<string> actual) =>
        performance.Seats.Select((seat, index) => (seat.Id, Expected: expected[index], Actual: actual[index]))
            .Where(seat => seat.Expected != seat.Actual).Select(seat => $"{seat.Id} is {seat.Actual}, expected {seat.Expected};");

    private async Task<List<JsonNode>> ItemsAsync(string operation, string path, ModelUser user, bool isWhole)
    {
        var items = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await ReadAsync(operation, $"{path}?limit={(isWhole ? PageSize : 5)}{(cursor is null ? "" : $"&cursor={cursor}")}", user);
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page["nextCursor"]?.GetValue<string>();
            if (cursor is null || !isWhole) return items;
        }
    }

    private async Task<JsonObject> ReadAsync(string operation, string target, ModelUser? user)
    {
        var request = new WireRequest("GET", target).With("Admin-Key", FuzzHost.AdminKey);
        if (user is not null) request = request.With("Authorization", $"Bearer {user.AccessToken}");
        while (true)
        {
            Count++;
            var response = await connection.SendAsync(request) ?? throw new InvalidDataException($"{target} closed the connection.");
            if (_checker.Check(contract.Operation(operation), response).ToList() is { Count: > 0 } faults)
                throw new InvalidDataException($"{target}: {string.Join(' ', faults)}\n{response}");
            if (response.Status == 200) return JsonNode.Parse(response.Body)!.AsObject();
            if (response.Status != 429) throw new InvalidDataException($"{target} answered {response}");
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static void Compare<T>(List<string> faults, string what, T expected, T actual)
    {
        if (!Equals(expected, actual)) faults.Add($"Expected {what} to be {expected}, got {actual}.");
    }

    private static void CompareLists(List<string> faults, string what, IEnumerable<string> expected, IEnumerable<string> actual, bool isWhole)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        if (!isWhole) left = [.. left.Take(right.Count == 5 ? 5 : left.Count)];
        if (left.SequenceEqual(right)) return;
        var at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        faults.Add($"Expected {what} to have {left.Count} rows, got {right.Count}; row {at}: expected '{left.ElementAtOrDefault(at)}', got '{right.ElementAtOrDefault(at)}'.");
    }
}
