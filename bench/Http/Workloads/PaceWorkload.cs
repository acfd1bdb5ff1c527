using System.Diagnostics;

namespace Concert.Bench.Http;

/// <summary>
/// How long a reservation takes while users are let in at a steady pace and each goes the whole way. Every call has its
/// moment, whatever became of those before it, and its time counts from there: who is late is not let off.
/// </summary>
internal sealed class PaceWorkload(HttpBench bench)
{
    private const int UsersPerSecond = 500;
    private const int Seconds = 10;
    private const int UserCount = UsersPerSecond * Seconds;
    private const int SeatsPerRow = 100;

    // What a buyer takes for "at once".
    private const double P99CeilingMs = 50;

    // From arrival: see the seats, reserve, charge, pay.
    private static readonly double[] StepSeconds = [0.2, 0.5, 0.8, 1.1];

    private HttpConcert? _concert;
    private List<(string Name, string Value)> _users = [];

    public Workload Reserve() => new("reserve while 500 users/s are let in, over HTTP", "reservations", [Ours()], [])
    {
        Ceilings = [new(Names.Ours, "p99 ms", P99CeilingMs)],
    };

    private Contender Ours() => new(
        Names.Ours,
        async round =>
        {
            _concert = await bench.CreateConcertAsync(UserCount / SeatsPerRow, SeatsPerRow);
            _users = Buyers.UsersOf(bench, $"pace{round}", UserCount);
        },
        _ => Reactor.RunAsync(RunAsync));

    private async Task<Round> RunAsync(Reactor reactor)
    {
        var (reserving, others) = (new Load(), new Load());
        var free = new Stack<HttpConnection>();
        var startedAt = Stopwatch.GetTimestamp();
        var journeys = new List<Task>();
        for (var index = 0; index < UserCount; index++)
        {
            var arrivesAt = startedAt + (long)((double)index / UsersPerSecond * Stopwatch.Frequency);
            await reactor.UntilAsync(arrivesAt);
            journeys.Add(GoAsync(index, arrivesAt));
        }

        await Task.WhenAll(journeys);
        others.RequireOnly(200, 201);
        return reserving.RequireOnly(201).ToRound(notes: [("p99 ms of other calls", others.MsAt(99))]);

        async Task GoAsync(int index, long arrivesAt)
        {
            var user = _users[index];
            var token = Buyers.Text(await CallAsync(others, arrivesAt, HttpRequest.Post($"/v1/concerts/{_concert!.ConcertId}/queue-tokens", "{}", user)), "token");
            await CallAsync(others, At(0), HttpRequest.Get($"/v1/performances/{_concert.PerformanceId}/seats", ("Accept-Encoding", "gzip")));
            var seat = $"{{\"performanceId\":\"{_concert.PerformanceId}\",\"seatIds\":[\"{_concert.SeatIds[index]}\"]}}";
            var held = await CallAsync(reserving, At(1), HttpRequest.Post("/v1/reservations", seat, user, ("Queue-Token", token), ("Idempotency-Key", "r")));
            var reservation = Buyers.Text(held, "reservationId");
            await CallAsync(others, At(2), HttpRequest.Post("/v1/wallet/charges", "{\"amount\":1000}", user, ("Idempotency-Key", "c")));
            await CallAsync(others, At(3), HttpRequest.Post("/v1/payments", $"{{\"reservationId\":\"{reservation}\"}}", user, ("Idempotency-Key", "p")));

            long At(int step) => arrivesAt + (long)(StepSeconds[step] * Stopwatch.Frequency);
        }

        async Task<HttpAnswer> CallAsync(Load load, long dueAt, HttpRequest request)
        {
            await reactor.UntilAsync(dueAt);
            var connection = free.Count > 0 ? free.Pop() : reactor.Connect(bench.Gateway);
            var answer = await load.CallAsync(connection, request.Bytes, keepsBody: true, dueAt);
            // The body is the connection's until it is used again.
            answer = answer with { Body = answer.Body.ToArray() };
            free.Push(connection);
            return answer;
        }
    }
}
