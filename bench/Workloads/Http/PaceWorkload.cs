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
    private static readonly TimeSpan[] Steps = [.. new[] { 0.2, 0.5, 0.8, 1.1 }.Select(TimeSpan.FromSeconds)];

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
        var calls = new OpenLoop(reactor, services.Gateway);
        await calls.ArriveAsync([.. Enumerable.Range(0, UserCount).Select(index => TimeSpan.FromSeconds((double)index / UsersPerSecond))], BuyAsync);
        others.RequireOnly(200, 201);
        return reserving.RequireOnly(201).ToRound(notes: [("p99 ms of other calls", others.MsAt(99))]);

        async Task BuyAsync(int index, long arrivesAt)
        {
            var user = _users[index];
            var joined = await calls.CallAsync(others, arrivesAt, RawRequest.Post($"/v1/concerts/{_concert.ConcertId}/queue-tokens", "{}", user));
            var token = ("Queue-Token", joined.Text("token"));
            await calls.CallAsync(others, At(0), RawRequest.Get($"/v1/performances/{_concert.PerformanceId}/seats", ("Accept-Encoding", "gzip")), keepsBody: false);
            var wish = RawRequest.Post("/v1/reservations", Buyers.ReserveBody(_concert, index), user, token, ("Idempotency-Key", "r"));
            var reservation = (await calls.CallAsync(reserving, At(1), wish)).Text("reservationId");
            await calls.CallAsync(others, At(2), RawRequest.Post("/v1/wallet/charges", "{\"amount\":1000}", user, ("Idempotency-Key", "c")));
            await calls.CallAsync(others, At(3), RawRequest.Post("/v1/payments", $"{{\"reservationId\":\"{reservation}\"}}", user, ("Idempotency-Key", "p")));

            long At(int step) => OpenLoop.After(arrivesAt, Steps[step]);
        }
    }
}
