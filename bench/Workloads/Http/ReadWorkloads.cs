namespace Concert.Bench.Workloads;

/// <summary>What the gateway answers from its caches, and joins; compared with the no-op endpoint.</summary>
internal sealed class ReadWorkloads(HttpServices services)
{
    private const int Connections = 128;
    private const int WaitingCount = 100_000;
    private const int FewCount = 1_000;
    private const int JoinCount = 30_000;
    private const string Compressed = "concert, compressed";
    private const string NotModified = "concert, not modified";
    private const string ManyWaiting = "concert, 100,000 waiting";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private List<RawRequest> _polls = [];

    public Workload SmallMap() => new(
        "read a map of 1000 seats, over HTTP",
        "requests",
        [.. Maps(10, 100), NoOpGet()],
        new(Compressed, ContenderNames.NoOp, 0.85),
        new(NotModified, ContenderNames.NoOp, 0.85));

    public Workload LargeMap() => new("read a map of 50,000 seats, over HTTP", "requests", Maps(100, 500));

    public Workload Polls() => new(
        "poll a place in the queue, over HTTP",
        "polls",
        [Poll(ContenderNames.Concert, FewCount), Poll(ManyWaiting, WaitingCount), NoOpGet()],
        new(ContenderNames.Concert, ContenderNames.NoOp, 0.85),
        new(ManyWaiting, ContenderNames.NoOp, 0.85));

    public Workload Joins() => new(
        "join the queue, durable, over HTTP",
        "joins",
        [
            // All slots are taken, so these users join to wait, as nearly all do.
            Sent(ContenderNames.Concert, async round =>
            {
                var concert = await services.CreateConcertAsync(10, 10);
                await Buyers.JoinAsync(services, concert, Buyers.UsersOf(services, $"before{round}", HttpServices.MaxActive));
                return Buyers.JoinRequests(concert, Buyers.UsersOf(services, $"wait{round}", JoinCount));
            }),
            Sent("concert, slots free", async round => Buyers.JoinRequests(
                await services.CreateConcertAsync(10, 10), Buyers.UsersOf(services, $"free{round}", HttpServices.MaxActive))),
            Sent(ContenderNames.NoOp, round => Task.FromResult(Buyers.UsersOf(services, $"join{round}", JoinCount)
                .Select((user, index) => RawRequest.Post(ServiceVerbs.NoOpPath, "{\"amount\":1}", user, ("Idempotency-Key", $"{index}"))).ToList())),
        ],
        new Bar(ContenderNames.Concert, ContenderNames.NoOp, 0.5));

    private IReadOnlyList<Contender> Maps(int rows, int seatsPerRow)
    {
        return [Map(Compressed, 200, ("Accept-Encoding", "gzip")), Map("concert, plain", 200), Map(NotModified, 304, ("If-None-Match", "*"))];

        Contender Map(string name, int status, (string, string?) header = default) => Repeated(
            name,
            status,
            async () =>
            {
                var concert = await services.CreateConcertAsync(rows, seatsPerRow);
                return [RawRequest.Get($"/v1/performances/{concert.PerformanceId}/seats", header)];
            },
            calls => [("MB/s", calls.Bytes / calls.Elapsed.TotalSeconds / 1e6), ("bytes each", calls.Bytes / calls.Count)]);
    }

    private Contender NoOpGet() => Repeated(ContenderNames.NoOp, 200, () => Task.FromResult<List<RawRequest>>(
        [.. Buyers.UsersOf(services, "nothing", FewCount).Select(user => RawRequest.Get(ServiceVerbs.NoOpPath, user))]));

    private Contender Poll(string name, int count) => Repeated(name, 200, async () =>
    {
        if (_polls.Count == 0) await FormQueueAsync();
        return _polls[..count];
    });

    // Users who have a slot, and behind them users who wait.
    private async Task FormQueueAsync()
    {
        var concert = await services.CreateConcertAsync(10, 10);
        await Buyers.JoinAsync(services, concert, Buyers.UsersOf(services, "in", HttpServices.MaxActive));
        var waiting = await Buyers.JoinAsync(services, concert, Buyers.UsersOf(services, "out", WaitingCount));
        _polls = [.. waiting.Users.Select((user, index) =>
            RawRequest.Get("/v1/queue-tokens/current", user, ("Queue-Token", waiting.Tokens[index])))];
        await RequireWaitingAsync(1);
        await RequireWaitingAsync(WaitingCount);
    }

    private async Task RequireWaitingAsync(int position)
    {
        var calls = await ClosedLoop.CountAsync(services.Gateway, 1, 1, async (tally, connection, _) =>
        {
            var answer = await tally.CallAsync(connection, _polls[position - 1].Bytes, keepsBody: true);
            Require.Equal("waiting", answer.Text("status"));
            // Not exact: the users joined over many connections at once.
            var answered = long.Parse(answer.Text("position"), null);
            if (Math.Abs(answered - position) > Connections) throw new InvalidOperationException($"User {position} has position {answered}.");
        });
        calls.RequireOnly(200);
    }

    /// <summary>Sends the same requests again and again for the duration.</summary>
    private Contender Repeated(
        string name, int status, Func<Task<List<RawRequest>>> requestsAsync, Func<CallTally, (string, double)[]>? notes = null)
    {
        List<RawRequest> requests = [];
        return new(
            name,
            async round =>
            {
                if (round > 0) return;
                requests = await requestsAsync();
                await RunAsync(WarmUp);
            },
            async _ =>
            {
                var calls = (await RunAsync(Duration)).RequireOnly(status);
                return calls.ToRound(notes: notes?.Invoke(calls) ?? []);
            });

        Task<CallTally> RunAsync(TimeSpan duration) => ClosedLoop.ForAsync(services.Gateway, Connections, duration,
            async (tally, connection, index) => await tally.CallAsync(connection, requests[index % requests.Count].Bytes));
    }

    /// <summary>Sends new requests in each round, each once.</summary>
    private Contender Sent(string name, Func<int, Task<List<RawRequest>>> requestsAsync)
    {
        List<RawRequest> requests = [];
        return new(
            name,
            async round => requests = await requestsAsync(round),
            async _ => (await ClosedLoop.SendAllAsync(services.Gateway, Connections, requests)).RequireOnly(201).ToRound());
    }
}
