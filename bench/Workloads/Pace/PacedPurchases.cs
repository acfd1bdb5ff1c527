namespace Concert.Bench.Workloads;

/// <summary>
/// Whole purchases of users who arrive at a rate. The first call of a user is due at the arrival, so its time includes what the arrival
/// was late. Each other call is due at the end of the answer before it; a poll, the pause of 50 ms later. The time of a whole purchase
/// counts from the arrival.
/// </summary>
internal sealed class PacedPurchases
{
    private readonly Dictionary<string, CallTally> _calls = [];
    private readonly Latencies _purchases = new();

    private PacedPurchases()
    {
    }

    public int PaidCount => (int)_purchases.Count;

    public int RefusedCount { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    /// <summary>Processor time of the thread with the connections.</summary>
    public TimeSpan ThreadTime { get; private set; }

    public Latencies Lateness { get; private set; } = null!;

    public int ConnectionCount { get; private set; }

    public long CallCount => _calls.Values.Sum(tally => tally.Count);

    /// <summary>By kind of call, and the whole purchase.</summary>
    public IReadOnlyDictionary<string, CallTimes> Times => new Dictionary<string, CallTimes>(
        _calls.Select(call => KeyValuePair.Create(call.Key, new CallTimes(call.Value.Count, call.Value.MsAt(50), call.Value.MsAt(99), call.Value.MsAt(99.9)))))
    {
        [PaceFigures.Purchase] = new(_purchases.Count, _purchases.MsAt(50), _purchases.MsAt(99), _purchases.MsAt(99.9)),
    };

    /// <param name="halls">The first users buy in the first, until all of its users have arrived.</param>
    /// <param name="arrivals">As many as there are users.</param>
    public static Task<PacedPurchases> RunAsync(IReadOnlyList<PurchaseJourney> halls, IReadOnlyList<TimeSpan> arrivals) =>
        Reactor.RunAsync(async reactor =>
        {
            var purchases = new PacedPurchases();
            await purchases.BuyAsync(new OpenLoop(reactor, halls[0].Address), halls, arrivals);
            return purchases;
        });

    private async Task BuyAsync(OpenLoop loop, IReadOnlyList<PurchaseJourney> halls, IReadOnlyList<TimeSpan> arrivals)
    {
        var (startedAt, spent) = (Stopwatch.GetTimestamp(), ThreadClock.Now());
        var users = halls.SelectMany(hall => Enumerable.Range(0, hall.Users.Count).Select(user => (Hall: hall, User: user))).ToList();
        await loop.ArriveAsync(arrivals, (index, arrivesAt) => BuyAsync(loop, users[index].Hall, users[index].User, arrivesAt));
        Elapsed = Stopwatch.GetElapsedTime(startedAt);
        ThreadTime = ThreadClock.Now() - spent;
        (Lateness, ConnectionCount) = (loop.Lateness, loop.ConnectionCount);
    }

    private async Task BuyAsync(OpenLoop loop, PurchaseJourney hall, int user, long arrivesAt)
    {
        var dueAt = arrivesAt;
        try
        {
            await hall.BuyAsync(user, async step =>
            {
                if (!_calls.TryGetValue(step.Name, out var tally)) _calls[step.Name] = tally = new();
                var answer = await loop.CallAsync(tally, OpenLoop.After(dueAt, step.Pause), step.Request, step.KeepsBody);
                dueAt = Stopwatch.GetTimestamp();
                return answer.Status is 200 or 201 ? answer : throw new RefusedCallException();
            });
            _purchases.Record(Stopwatch.GetElapsedTime(arrivesAt, dueAt));
        }
        catch (Exception fault) when (fault is RefusedCallException or IOException)
        {
            RefusedCount++;
        }
    }

    private sealed class RefusedCallException : Exception;
}
