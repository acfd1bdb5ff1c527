namespace Concert.Bench.Load;

/// <summary>The concert that the users buy for.</summary>
/// <param name="IsOurs">Whether nobody else buys for it.</param>
/// <param name="ReadsMap">Whether users read the seat map before they choose; otherwise they choose among all seats of the performance.</param>
internal sealed record LoadConcert(string ConcertId, IReadOnlyList<LoadPerformance> Performances, bool IsOurs, bool ReadsMap = true)
{
    private const int SeatsPerRow = 50;
    private const int MaxRows = 1000;
    private const long Price = 50_000;

    /// <summary>The concert that the operator named, or a new one with one and a half seats for each user.</summary>
    public static async Task<LoadConcert> FindAsync(ServiceClient service, LoadSettings settings)
    {
        var answer = settings.ConcertId is { } id
            ? await service.SendAsync("find concert", HttpMethod.Get, $"/v1/concerts/{Uri.EscapeDataString(id)}", null, [])
            : await service.SendAsync("create concert", HttpMethod.Post, "/v1/concerts", Description(settings.Users), [("Admin-Key", settings.AdminKey)]);
        if (!answer.IsSuccess) throw new RefusedException($"There is no concert to buy for: {answer.Code}.");
        var performances = new List<LoadPerformance>();
        foreach (var performance in answer.Body!["performances"]!.AsArray())
            performances.Add(await LoadPerformance.ReadAsync(service, performance!["performanceId"]!.GetValue<string>()));
        return new(answer.Text("concertId"), performances, settings.ConcertId is null);
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
                ["rows"] = Math.Clamp(users * 3 / 2 / SeatsPerRow, 1, MaxRows),
                ["seatsPerRow"] = SeatsPerRow,
                ["price"] = Price,
            }),
        }),
    };
}

/// <param name="SeatIds">In the order of the layout, which is the order of the compact seat stream.</param>
internal sealed record LoadPerformance(string PerformanceId, IReadOnlyList<string> SeatIds)
{
    public static async Task<LoadPerformance> ReadAsync(ServiceClient service, string performanceId)
    {
        var map = await service.SendAsync("read seats", HttpMethod.Get, $"/v1/performances/{performanceId}/seats", null, []);
        if (!map.IsSuccess) throw new RefusedException($"The seats of {performanceId} can't be read: {map.Code}.");
        return new(performanceId, [.. map.Body!["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>())]);
    }
}
