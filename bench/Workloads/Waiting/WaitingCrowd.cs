namespace Concert.Bench.Workloads;

/// <summary>
/// Users who join one queue and then poll exactly as told, each with the newest token, or keep a stream open. An admitted user keeps the
/// slot for a while and gives it back, so that the line moves. A poll that finds all connections busy waits for one, and its time counts
/// from when it was due.
/// </summary>
/// <param name="concertId">Whose queue.</param>
/// <param name="users">All users.</param>
/// <param name="settings">How many streams and connections.</param>
internal sealed class WaitingCrowd(Uri gateway, string concertId, IReadOnlyList<WaitingUser> users, WaitingSettings settings)
{
    private const int JoinConnections = 64;
    private const int Seed = 20270302;

    // As the page does after an error.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly PriorityQueue<WaitingUser, long> _due = new(users.Count);
    private readonly Queue<RawConnection> _idle = new();
    private readonly Random _random = new(Seed);
    private readonly byte[] _request = new byte[4 * 1024];
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WaitingTally _tally = new();
    private volatile WaitingTally? _next;
    private volatile bool _isOver;
    private int _inFlight;

    /// <summary>Completes when all have joined.</summary>
    public Task Joined => _joined.Task;

    /// <summary>From the next poll on calls count in <paramref name="tally"/>.</summary>
    public void CountIn(WaitingTally tally) => _next = tally;

    public void End() => _isOver = true;

    /// <summary>Runs until <see cref="End"/>, and until what is under way then is answered.</summary>
    public async Task RunAsync()
    {
        try
        {
            await Reactor.RunAsync(async reactor =>
            {
                for (var i = 0; i < settings.Connections; i++) _idle.Enqueue(reactor.Connect(gateway));
                var polling = PollAllAsync(reactor);
                await JoinAllAsync(reactor);
                _joined.SetResult();
                await polling;
                return true;
            });
        }
        catch (Exception fault)
        {
            _joined.TrySetException(fault);
            throw;
        }
    }

    private async Task JoinAllAsync(Reactor reactor)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, JoinConnections).Select(_ => reactor.Connect(gateway)).ToList().Select(async connection =>
        {
            while (next < users.Count)
            {
                var user = users[next++];
                var answer = await connection.SendAsync(user.JoinRequest(concertId), keepsBody: true);
                Require.Equal(201, answer.Status);
                Await(user, user.Learn(answer.Body.Span));
                if (IsStreaming(user)) OpenStream(reactor, user);
            }

            connection.Dispose();
        }));
    }

    // Spread over the whole line: of 100 users with 10 streams every tenth has one.
    private bool IsStreaming(WaitingUser user) =>
        (long)user.Number * settings.Streams / users.Count != (user.Number + 1L) * settings.Streams / users.Count;

    private void Await(WaitingUser user, WaitingAnswer answer)
    {
        if (answer.IsExpired)
        {
            _tally.Expired++;
        }
        else if (answer.IsActive)
        {
            _tally.Admitted++;
            user.IsShopping = true;
            // Half as long to one and a half times as long.
            Enqueue(user, TimeSpan.FromSeconds(settings.ShoppingSeconds * (0.5 + _random.NextDouble())));
        }
        else if (!IsStreaming(user))
        {
            Enqueue(user, TimeSpan.FromSeconds(answer.PollAfterSeconds));
        }
    }

    private void Enqueue(WaitingUser user, TimeSpan after) =>
        _due.Enqueue(user, Stopwatch.GetTimestamp() + (long)(after.TotalSeconds * Stopwatch.Frequency));

    private async Task PollAllAsync(Reactor reactor)
    {
        while (!_isOver || _inFlight > 0)
        {
            if (_next is { } next) Switch(next);
            while (!_isOver && _idle.Count > 0 && TryTakeDue(out var user, out var dueAt))
                _ = CallAllDueAsync(Open(reactor, _idle.Dequeue()), user, dueAt);
            await reactor.UntilAsync(Stopwatch.GetTimestamp() + (long)(Tick.TotalSeconds * Stopwatch.Frequency));
        }

        _tally.Fault?.Throw();
    }

    // What was lost before the part that counts is lost in it as well.
    private void Switch(WaitingTally next)
    {
        (next.Expired, next.StreamsLost) = (_tally.Expired, _tally.StreamsLost);
        (_tally, _next) = (next, null);
    }

    private bool TryTakeDue(out WaitingUser user, out long dueAt)
    {
        if (!_due.TryPeek(out user!, out dueAt) || dueAt > Stopwatch.GetTimestamp()) return false;
        _due.Dequeue();
        return true;
    }

    private RawConnection Open(Reactor reactor, RawConnection connection) => connection.IsClosed ? reactor.Connect(gateway) : connection;

    // The connection takes the next call itself: the loop above only sees those that are due while a connection is free.
    private async Task CallAllDueAsync(RawConnection connection, WaitingUser user, long dueAt)
    {
        _inFlight++;
        try
        {
            do await CallAsync(connection, user, dueAt);
            while (!_isOver && TryTakeDue(out user, out dueAt));
            _idle.Enqueue(connection);
        }
        catch (Exception fault)
        {
            _tally.Failed(fault);
            _isOver = true;
        }

        _inFlight--;
    }

    private async ValueTask CallAsync(RawConnection connection, WaitingUser user, long dueAt)
    {
        var tally = _tally;
        var isPoll = !user.IsShopping;
        if (isPoll) tally.Sent++;
        // The socket takes the bytes before this returns, so all calls share one buffer.
        var answer = await connection.SendAsync(user.WriteRequest(_request), keepsBody: true);
        if (isPoll) tally.Answered(answer.Status, Stopwatch.GetElapsedTime(dueAt));
        else tally.SlotReturned(answer.Status);
        if (answer.Status is 200) Await(user, user.Learn(answer.Body.Span));
        else if (answer.Status is not 204) Enqueue(user, Retry);
    }

    private void OpenStream(Reactor reactor, WaitingUser user)
    {
        if (user.IsShopping) return;
        var events = new WaitingEvents();
        reactor.Stream(gateway, user.StreamRequest(), bytes =>
        {
            // A refused stream also ends.
            if (bytes.IsEmpty && !user.IsShopping) _tally.StreamsLost++;
            _tally.Events += events.CountIn(bytes);
            if (!events.IsAdmitted || user.IsShopping) return;
            _tally.Admitted++;
            user.IsShopping = true;
            Enqueue(user, TimeSpan.FromSeconds(settings.ShoppingSeconds * (0.5 + _random.NextDouble())));
        });
    }
}
