namespace Concert.Bench.Workloads;

/// <summary>
/// The time of a reservation while users are admitted at a steady rate and each makes a whole purchase. It is an open loop: each
/// call is due at a fixed moment, whatever happened to the calls before it, and its time counts from there.
/// </summary>
internal sealed class PaceWorkload(HttpServices services)
{
    private const int UsersPerSecond = 500;
    private const int UserCount = UsersPerSecond * 10;

    // A buyer perceives less than this as immediate.
    private const double P99CeilingMs = 50;

    // From the arrival: read the seats, reserve, charge, pay.
    private static readonly double[] StepSeconds = [0.2, 0.5, 0.8, 1.1];

    private HttpConcert _concert = null!;
    private List<(string Name, string Value)> _users = [];

    public Workload Reserve() => new("reserve while 500 users/s are admitted, over HTTP", "reservations", [Ours()])
    {
        Ceilings = [new(ContenderNames.Concert, "p99 ms", P99CeilingMs)],
    };

    private Contender Ours() => new(
        ContenderNames.Concert,
        async round =>
        {
            _concert = await services.CreateConcertAsync(UserCount / Buyers.SeatsPerRow, Buyers.SeatsPerRow);
            _users = Buyers.UsersOf(services, $"pace{round}", UserCount);
        },
        _ => Reactor.RunAsync(RunAsync));

    private async Task<Round> RunAsync(Reactor reactor)
    {
        var (reserving, others) = (new CallTally(), new CallTally());
        var free = new Stack<RawConnection>();
        var startedAt = Stopwatch.GetTimestamp();
        var journeys = new List<Task>();
        for (var index = 0; index < UserCount; index++)
        {
            var arrivesAt = startedAt + (long)((double)index / UsersPerSecond * Stopwatch.Frequency);
            await reactor.UntilAsync(arrivesAt);
            journeys.Add(BuyAsync(index, arrivesAt));
        }

        await Task.WhenAll(journeys);
        others.RequireOnly(200, 201);
        return reserving.RequireOnly(201).ToRound(notes: [("p99 ms of other calls", others.MsAt(99))]);

        async Task BuyAsync(int index, long arrivesAt)
        {
            var user = _users[index];
            var joined = await CallAsync(others, arrivesAt, RawRequest.Post($"/v1/concerts/{_concert.ConcertId}/queue-tokens", "{}", user));
            var token = ("Queue-Token", joined.Text("token"));
            await CallAsync(others, At(0), RawRequest.Get($"/v1/performances/{_concert.PerformanceId}/seats", ("Accept-Encoding", "gzip")));
            var wish = RawRequest.Post("/v1/reservations", Buyers.ReserveBody(_concert, index), user, token, ("Idempotency-Key", "r"));
            var reservation = (await CallAsync(reserving, At(1), wish)).Text("reservationId");
            await CallAsync(others, At(2), RawRequest.Post("/v1/wallet/charges", "{\"amount\":1000}", user, ("Idempotency-Key", "c")));
            await CallAsync(others, At(3), RawRequest.Post("/v1/payments", $"{{\"reservationId\":\"{reservation}\"}}", user, ("Idempotency-Key", "p")));

            long At(int step) => arrivesAt + (long)(StepSeconds[step] * Stopwatch.Frequency);
        }

        async Task<RawAnswer> CallAsync(CallTally tally, long dueAt, RawRequest request)
        {
            await reactor.UntilAsync(dueAt);
            var connection = free.Count > 0 ? free.Pop() : reactor.Connect(services.Gateway);
            var answer = await tally.CallAsync(connection, request.Bytes, keepsBody: true, dueAt);
            // Copied, because the next user of the connection overwrites its buffer.
            answer = answer with { Body = answer.Body.ToArray() };
            free.Push(connection);
            return answer;
        }
    }
}
