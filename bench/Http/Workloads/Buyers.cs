using System.Text.Json;
using Concert.Bench.Http.Baseline;

namespace Concert.Bench.Http;

/// <summary>Users who may reserve in one concert: who they are, and the queue token each was given.</summary>
/// <param name="Concert">With as many seats as there are users, at least.</param>
internal sealed record Buyers(HttpConcert Concert, IReadOnlyList<(string Name, string Value)> Users, IReadOnlyList<string> Tokens)
{
    private const int Connections = 64;

    /// <summary>Each user with a slot, or a place in line, that the service gave: asked for as users do.</summary>
    public static async Task<Buyers> JoinAsync(HttpBench bench, HttpConcert concert, IReadOnlyList<(string Name, string Value)> users)
    {
        var requests = users.Select(user => HttpRequest.Post($"/v1/concerts/{concert.ConcertId}/queue-tokens", "{}", user)).ToList();
        var tokens = new string[users.Count];
        var load = await ClosedLoop.CountAsync(bench.Gateway, Connections, users.Count, async (load, connection, index) =>
        {
            var answer = await load.CallAsync(connection, requests[index].Bytes, keepsBody: true);
            tokens[index] = Text(answer, "token");
        });
        load.RequireOnly(201);
        return new(concert, users, tokens);
    }

    /// <summary>The same in the baseline's tables.</summary>
    public static async Task<Buyers> AddAsync(HttpBench bench, string name, IReadOnlyList<(string Name, string Value)> users, int seats, bool haveSlots)
    {
        const int SeatsPerRow = 100;
        var concert = new HttpConcert($"c_{name}", $"p_{name}", [.. Enumerable.Range(0, seats).Select(i => $"R-{i / SeatsPerRow + 1}-{i % SeatsPerRow + 1}")]);
        await ExecuteAsync(bench, "insert into performance values ($1, $2, now() + interval '30 days', now())", concert.PerformanceId, concert.ConcertId);
        await ExecuteAsync(
            bench,
            """
            insert into seat(performance_id, seat_id, section, row_number, number, price)
            select $1, seat_id, 'R', (n - 1) / $3 + 1, (n - 1) % $3 + 1, 1000 from unnest($2) with ordinality as s(seat_id, n)
            """,
            concert.PerformanceId,
            concert.SeatIds.ToArray(),
            SeatsPerRow);
        var tokens = users.Select((_, index) => $"q_{name}_{index}").ToArray();
        if (haveSlots)
        {
            await ExecuteAsync(
                bench,
                """
                insert into queue_token(token, concert_id, user_id, active_until)
                select token, $1, user_id, now() + interval '4 hours' from unnest($2, $3) as t(token, user_id)
                """,
                concert.ConcertId,
                tokens,
                Ids(name, users.Count).ToArray());
        }

        await ExecuteAsync(bench, "analyze seat; analyze queue_token; analyze reservation; analyze journal");
        return new(concert, users, tokens);
    }

    public static IEnumerable<string> Ids(string name, int count) => Enumerable.Range(0, count).Select(index => $"u_{name}_{index}");

    public static List<(string Name, string Value)> UsersOf(HttpBench bench, string name, int count) =>
        [.. Ids(name, count).Select(bench.Authorization)];

    /// <summary>Each for a seat of its own.</summary>
    public List<HttpRequest> ReserveRequests(string path, Func<int, string>? seatOf = null) => [.. Users.Select((user, index) => HttpRequest.Post(
        path,
        $"{{\"performanceId\":\"{Concert.PerformanceId}\",\"seatIds\":[\"{(seatOf is null ? Concert.SeatIds[index] : seatOf(index))}\"]}}",
        user,
        ("Queue-Token", Tokens[index]),
        ("Idempotency-Key", $"reserve-{index}")))];

    public static string Text(HttpAnswer answer, string property)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.TryGetProperty(property, out var value)
            ? value.ToString()
            : throw new InvalidOperationException($"{answer.Status} has no {property}: {json.RootElement}");
    }

    private static async Task ExecuteAsync(HttpBench bench, string sql, params object[] values)
    {
        await using var command = bench.BaselineDatabase.Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }
}
