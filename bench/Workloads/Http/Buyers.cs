namespace Concert.Bench.Workloads;

/// <summary>Users of one concert, with the queue token of each.</summary>
/// <param name="Concert">Has at least as many seats as there are users.</param>
/// <param name="Users">Their <c>Authorization</c> headers.</param>
internal sealed record Buyers(HttpConcert Concert, IReadOnlyList<(string Name, string Value)> Users, IReadOnlyList<string> Tokens)
{
    public const int SeatsPerRow = 100;

    private const int Connections = 64;

    private const string InsertSeats = """
        insert into seat(performance_id, seat_id, section, row_number, number, price)
        select $1, seat_id, 'R', (n - 1) / $3 + 1, (n - 1) % $3 + 1, 1000 from unnest($2) with ordinality as s(seat_id, n)
        """;

    private const string InsertTokens = """
        insert into queue_token(token, concert_id, user_id, active_until)
        select token, $1, user_id, now() + interval '4 hours' from unnest($2, $3) as t(token, user_id)
        """;

    /// <summary>Lets the users join the service's queue through its API. Each gets a slot or a place.</summary>
    public static async Task<Buyers> JoinAsync(HttpServices services, HttpConcert concert, IReadOnlyList<(string Name, string Value)> users)
    {
        var requests = JoinRequests(concert, users);
        var tokens = new string[users.Count];
        var calls = await ClosedLoop.CountAsync(services.Gateway, Connections, users.Count, async (tally, connection, index) =>
            tokens[index] = (await tally.CallAsync(connection, requests[index].Bytes, keepsBody: true)).Text("token"));
        calls.RequireOnly(201);
        return new(concert, users, tokens);
    }

    /// <summary>Writes users, and a concert with a seat for each, into the tables of the baseline.</summary>
    public static async Task<Buyers> AddToBaselineAsync(HttpServices services, string name, int count, bool haveSlots)
    {
        var concert = new HttpConcert(
            $"c_{name}", $"p_{name}", [.. Enumerable.Range(0, count).Select(i => $"R-{i / SeatsPerRow + 1}-{i % SeatsPerRow + 1}")]);
        var tokens = Enumerable.Range(0, count).Select(index => $"q_{name}_{index}").ToArray();
        var sql = services.BaselineDatabase;
        await sql.ExecuteAsync("insert into performance values ($1, $2, now() + interval '30 days', now())", concert.PerformanceId, concert.ConcertId);
        await sql.ExecuteAsync(InsertSeats, concert.PerformanceId, concert.SeatIds.ToArray(), SeatsPerRow);
        if (haveSlots) await sql.ExecuteAsync(InsertTokens, concert.ConcertId, tokens, Ids(name, count).ToArray());
        await sql.ExecuteAsync("analyze seat; analyze queue_token; analyze reservation; analyze journal");
        return new(concert, UsersOf(services, name, count), tokens);
    }

    public static IEnumerable<string> Ids(string name, int count) => Enumerable.Range(0, count).Select(index => $"u_{name}_{index}");

    public static List<(string Name, string Value)> UsersOf(HttpServices services, string name, int count) =>
        [.. Ids(name, count).Select(services.Authorization)];

    public static List<RawRequest> JoinRequests(HttpConcert concert, IEnumerable<(string Name, string Value)> users) =>
        [.. users.Select(user => RawRequest.Post($"/v1/concerts/{concert.ConcertId}/queue-tokens", "{}", user))];

    /// <param name="path">Where to.</param>
    /// <param name="wantsFirst">Whether all users request the first seat; otherwise each requests one of its own.</param>
    public List<RawRequest> ReserveRequests(string path, bool wantsFirst) => [.. Users.Select((user, index) => RawRequest.Post(
        path,
        ReserveBody(Concert, wantsFirst ? 0 : index),
        user,
        ("Queue-Token", Tokens[index]),
        ("Idempotency-Key", $"reserve-{index}")))];

    public static string ReserveBody(HttpConcert concert, int seat) =>
        $"{{\"performanceId\":\"{concert.PerformanceId}\",\"seatIds\":[\"{concert.SeatIds[seat]}\"]}}";
}
