namespace Concert.Bench.Http;

/// <summary>What the gateway answers from its own memory, beside the least that it can do.</summary>
internal sealed class ReadWorkloads(HttpBench bench)
{
    private const int Connections = 128;
    private const int WaitingCount = 100_000;
    private const int FewCount = 1_000;
    private const int JoinCount = 30_000;
    private const string ManyWaiting = "concert, 100,000 waiting";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly (string, string?) _gzip = ("Accept-Encoding", "gzip");
    private List<HttpRequest> _nothing = [];
    private List<HttpRequest> _polls = [];
    private List<HttpRequest> _joins = [];

    public Workload SmallMap() => new(
        "read a map of 1000 seats, over HTTP",
        "requests",
        [
            Map("concert, compressed", 10, 100, null, _gzip),
            Map("concert, plain", 10, 100, null),
            Map("concert, not modified", 10, 100, "*"),
            Nothing(),
        ],
        [new("concert, compressed", Names.Nothing, 0.85), new("concert, not modified", Names.Nothing, 0.85)]);

    public Workload LargeMap() => new(
        "read a map of 50,000 seats, over HTTP",
        "requests",
        [Map("concert, compressed", 100, 500, null, _gzip), Map("concert, plain", 100, 500, null), Map("concert, not modified", 100, 500, "*")],
        []);

    public Workload Polls() => new(
        "poll a place in the queue, over HTTP",
        "polls",
        [Poll(Names.Ours, FewCount), Poll(ManyWaiting, WaitingCount), Nothing()],
        [new(Names.Ours, Names.Nothing, 0.85), new(ManyWaiting, Names.Nothing, 0.85)]);

    public Workload Joins() => new(
        "join the queue, durable, over HTTP",
        "joins",
        [Join(Names.Ours, JoinCount, isFull: true), Join("concert, slots free", HttpBench.MaxActive, isFull: false), NothingToPost()],
        [new(Names.Ours, Names.Nothing, 0.5)]);

    private Contender Map(string name, int rows, int seatsPerRow, string? known, (string, string?) encoding = default)
    {
        HttpRequest? request = null;
        return new(
            name,
            async round =>
            {
                if (request is not null) return;
                var concert = await bench.CreateConcertAsync(rows, seatsPerRow);
                request = HttpRequest.Get($"/v1/performances/{concert.PerformanceId}/seats", encoding, ("If-None-Match", known));
                await RunAsync([request], WarmUp);
            },
            async _ =>
            {
                var load = (await RunAsync([request!], Duration)).RequireOnly(known is null ? 200 : 304);
                return load.ToRound(notes: [("MB/s", load.Bytes / load.Elapsed.TotalSeconds / 1e6), ("bytes each", load.Bytes / load.Count)]);
            });
    }

    private Contender Nothing() => new(
        Names.Nothing,
        async round =>
        {
            if (round > 0) return;
            _nothing = [.. Buyers.UsersOf(bench, "nothing", FewCount).Select(user => HttpRequest.Get(Gateway.NothingPath, user))];
            await RunAsync(_nothing, WarmUp);
        },
        async _ => (await RunAsync(_nothing, Duration)).RequireOnly(200).ToRound());

    private Contender Poll(string name, int count) => new(
        name,
        async round =>
        {
            if (_polls.Count == 0) await FormLineAsync();
            if (round == 0) await RunAsync(_polls[..count], WarmUp);
        },
        async _ => (await RunAsync(_polls[..count], Duration)).RequireOnly(200).ToRound());

    // Those who have a slot, and behind them those who wait.
    private async Task FormLineAsync()
    {
        var concert = await bench.CreateConcertAsync(10, 10);
        await Buyers.JoinAsync(bench, concert, Buyers.UsersOf(bench, "in", HttpBench.MaxActive));
        var waiting = await Buyers.JoinAsync(bench, concert, Buyers.UsersOf(bench, "out", WaitingCount));
        _polls = [.. waiting.Users.Select((user, index) =>
            HttpRequest.Get("/v1/queue-tokens/current", user, ("Queue-Token", waiting.Tokens[index])))];
        await RequireWaitingAsync(1);
        await RequireWaitingAsync(WaitingCount);
    }

    private async Task RequireWaitingAsync(int position)
    {
        var load = await ClosedLoop.CountAsync(bench.Gateway, 1, 1, async (load, connection, _) =>
        {
            var answer = await load.CallAsync(connection, _polls[position - 1].Bytes, keepsBody: true);
            var (status, told) = (Buyers.Text(answer, "status"), Buyers.Text(answer, "position"));
            // Joined over many connections at once: about there.
            if (status != "waiting" || Math.Abs(long.Parse(told, null) - position) > Connections)
                throw new InvalidOperationException($"The user at {position} is told '{status}' and {told}.");
        });
        load.RequireOnly(200);
    }

    /// <param name="isFull">Whether all slots are taken: then these join to wait, as nearly all do. Else each gets a slot.</param>
    private Contender Join(string name, int count, bool isFull) => new(
        name,
        async round =>
        {
            var (tag, concert) = ($"join{isFull}{round}", await bench.CreateConcertAsync(10, 10));
            if (isFull) await Buyers.JoinAsync(bench, concert, Buyers.UsersOf(bench, $"before{tag}", HttpBench.MaxActive));
            _joins = [.. Buyers.UsersOf(bench, tag, count).Select(user =>
                HttpRequest.Post($"/v1/concerts/{concert.ConcertId}/queue-tokens", "{}", user))];
        },
        async _ => (await ClosedLoop.CountAsync(bench.Gateway, Connections, count, async (load, connection, index) =>
            await load.CallAsync(connection, _joins[index].Bytes))).RequireOnly(201).ToRound());

    private Contender NothingToPost() => new(
        Names.Nothing,
        round =>
        {
            _joins = [.. Buyers.UsersOf(bench, $"join{round}", JoinCount).Select((user, index) =>
                HttpRequest.Post(Gateway.NothingPath, "{\"amount\":1}", user, ("Idempotency-Key", $"{index}")))];
            return Task.CompletedTask;
        },
        async _ => (await ClosedLoop.CountAsync(bench.Gateway, Connections, JoinCount, async (load, connection, index) =>
            await load.CallAsync(connection, _joins[index].Bytes))).RequireOnly(201).ToRound());

    private Task<Load> RunAsync(List<HttpRequest> requests, TimeSpan duration) =>
        ClosedLoop.ForAsync(bench.Gateway, Connections, duration, async (load, connection, index) =>
            await load.CallAsync(connection, requests[index % requests.Count].Bytes));
}
