namespace Concert;

/// <summary>Creates concerts whose sale opens later, and changes their queues.</summary>
internal static class Sales
{
    public const string Han = "Night on the Han";
    public const string Moonlight = "Moonlight over Seoul";

    /// <summary>The settings of a service whose lobbies open two minutes before the sale.</summary>
    public static readonly (string Key, string Value) ShortLobby = ("Queue:LobbyBefore", "00:02:00");

    public static readonly TimeSpan InThreeMinutes = TimeSpan.FromMinutes(3);

    /// <summary>A concert of 20 seats for each date. The ids are those of its first date.</summary>
    /// <param name="api">The service.</param>
    /// <param name="title">Its title.</param>
    /// <param name="salesOpenIn">When the sale of each date opens.</param>
    public static async Task<TestConcert> SaleAsync(this ApiHost api, string title, params TimeSpan[] salesOpenIn)
    {
        var now = api.Time.GetUtcNow();
        var answer = await api.Operator().PostAsync("/v1/concerts", new
        {
            title,
            artist = "Haneul",
            venue = "Olympic Hall",
            performances = salesOpenIn.Select((opensIn, day) => new
            {
                startsAt = now + TimeSpan.FromDays(7 + day),
                salesOpenAt = now + opensIn,
                sections = new[] { new { name = "R", rows = 4, seatsPerRow = 5, price = 10_000 } },
            }),
        });
        return new(answer.Text("concertId"), answer.Json["performances"]![0]!["performanceId"]!.GetValue<string>());
    }

    /// <summary>Changes the queue, as an operator's script does.</summary>
    public static async Task ConfigureQueueAsync(this ApiHost api, TestConcert concert, object change) =>
        (await api.Operator().SendAsync(HttpMethod.Put, $"/v1/concerts/{concert.ConcertId}/queue", change)).Granted();

    private static Caller Operator(this ApiHost api) => api.Anyone.With("Admin-Key", ApiHost.AdminKey);
}
