using System.Text.Json.Nodes;

namespace Concert.Bench.Load;

/// <summary>What the users come for.</summary>
/// <param name="IsOurs">Whether nobody else buys for it.</param>
/// <param name="KnownSeatIds">Seats to choose among without reading the map, as those who watch its stream do; none: it is read.</param>
internal sealed record LoadConcert(
    string ConcertId, IReadOnlyList<string> PerformanceIds, bool IsOurs, IReadOnlyList<string>? KnownSeatIds = null)
{
    private const int SeatsPerRow = 50;
    private const int MaxRows = 1000;
    private const long Price = 50_000;

    /// <summary>The one that the operator named, or a new one with about as many seats as the users will want.</summary>
    public static async Task<LoadConcert> FindAsync(ServiceClient service, LoadOptions options)
    {
        var answer = options.ConcertId is { } id
            ? await service.SendAsync("find concert", HttpMethod.Get, $"/v1/concerts/{Uri.EscapeDataString(id)}", null, [])
            : await service.SendAsync("create concert", HttpMethod.Post, "/v1/concerts", Description(options.Users), [("Admin-Key", options.AdminKey)]);
        if (!answer.IsDone) throw new LoadException($"There is no concert to buy for: {answer.Code}.");
        return new(
            answer.Text("concertId"),
            [.. answer.Body!["performances"]!.AsArray().Select(performance => performance!["performanceId"]!.GetValue<string>())],
            options.ConcertId is null);
    }

    private static JsonObject Description(int users) => new()
    {
        ["title"] = "Load test",
        ["artist"] = "Nobody",
        ["venue"] = "Nowhere",
        ["performances"] = new JsonArray(new JsonObject
        {
            ["startsAt"] = TimeProvider.System.GetUtcNow().AddDays(30).ToString("O"),
            ["sections"] = new JsonArray(new JsonObject
            {
                ["name"] = "R",
                // One seat and a half for each.
                ["rows"] = Math.Clamp(users * 3 / 2 / SeatsPerRow, 1, MaxRows),
                ["seatsPerRow"] = SeatsPerRow,
                ["price"] = Price,
            }),
        }),
    };
}

/// <summary>How far the users have come.</summary>
internal sealed class LoadProgress
{
    private int _arrived;
    private int _entered;
    private int _reserved;
    private int _paid;
    private int _gone;

    public void Arrived() => Interlocked.Increment(ref _arrived);

    public void Entered() => Interlocked.Increment(ref _entered);

    public void Reserved() => Interlocked.Increment(ref _reserved);

    public void Paid() => Interlocked.Increment(ref _paid);

    public void Gone() => Interlocked.Increment(ref _gone);

    public override string ToString() =>
        $"arrived {_arrived:N0}, let in {_entered:N0}, reserved {_reserved:N0}, paid {_paid:N0}, gone {_gone:N0}";
}
