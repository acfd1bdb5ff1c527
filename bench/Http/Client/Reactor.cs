using System.Diagnostics;
using System.Net.Sockets;

namespace Concert.Bench.Http;

/// <summary>
/// One thread that drives many connections. Whatever awaits a connection or a moment goes on in this very thread, one after
/// another: no locks, no pool, no context switch. What runs in it may await nothing else.
/// </summary>
internal sealed class Reactor : IDisposable
{
    private const int ScratchBytes = 256 * 1024;
    private const int LongestWaitMs = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Epoll _epoll = new();
    private readonly List<HttpConnection> _connections = [];
    private readonly PriorityQueue<TaskCompletionSource, long> _moments = new();

    private Reactor()
    {
    }

    /// <summary>Where bytes go that nobody keeps.</summary>
    public byte[] Scratch { get; } = new byte[ScratchBytes];

    /// <summary>Runs <paramref name="work"/> to its end in a thread of its own.</summary>
    public static Task<T> RunAsync<T>(Func<Reactor, Task<T>> work) => Task.Factory.StartNew(
        () =>
        {
            using var reactor = new Reactor();
            return reactor.Drive(work);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public HttpConnection Connect(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address.Host, address.Port);
        socket.Blocking = false;
        var connection = new HttpConnection(this, socket);
        _epoll.Watch(socket, _connections.Count);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Ends at <paramref name="timestamp"/> (of <see cref="Stopwatch"/>), at most a millisecond late while the thread is free.</summary>
    public Task UntilAsync(long timestamp)
    {
        if (Stopwatch.GetTimestamp() >= timestamp) return Task.CompletedTask;
        // Goes on in the loop's thread, as everything does.
        var moment = new TaskCompletionSource();
        _moments.Enqueue(moment, timestamp);
        return moment.Task;
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        _epoll.Dispose();
    }

    private T Drive<T>(Func<Reactor, Task<T>> work)
    {
        var running = work(this);
        var heardAt = Stopwatch.GetTimestamp();
        while (!running.IsCompleted)
        {
            var count = _epoll.Wait(UntilNextMs());
            for (var i = 0; i < count; i++) _connections[_epoll.IdAt(i)].Read();
            if (ReachMoments() || count > 0) heardAt = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(heardAt) > Patience) throw new TimeoutException($"Nothing was answered for {Patience}.");
        }

#pragma warning disable RS0030 // The thread is the event loop itself, and the task has ended.
        return running.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    private int UntilNextMs()
    {
        if (!_moments.TryPeek(out _, out var next)) return LongestWaitMs;
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
        return Math.Clamp((int)Math.Ceiling(left.TotalMilliseconds), 0, LongestWaitMs);
    }

    private bool ReachMoments()
    {
        var any = false;
        while (_moments.TryPeek(out var moment, out var at) && at <= Stopwatch.GetTimestamp())
        {
            _moments.Dequeue();
            moment.SetResult();
            any = true;
        }

        return any;
    }
}
