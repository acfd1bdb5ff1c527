using System.Net;
using System.Net.Sockets;

namespace Concert.Bench.Harness;

/// <summary>
/// One thread that drives many connections. Code that awaits a connection or <see cref="UntilAsync"/> continues in this thread:
/// no locks, no thread pool, no context switches. It may await nothing else.
/// </summary>
internal sealed class Reactor : IDisposable
{
    private const int ScratchBytes = 256 * 1024;
    private const int MaxWaitMs = 100;

    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    private readonly Epoll _epoll = new();
    private readonly List<RawConnection> _connections = [];
    private readonly PriorityQueue<TaskCompletionSource, long> _timers = new();

    private Reactor()
    {
    }

    /// <summary>Receives the bytes of bodies that are only counted.</summary>
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

    /// <param name="address">The service.</param>
    /// <param name="from">An address of this machine. Null: the operating system chooses.</param>
    public RawConnection Connect(Uri address, IPAddress? from = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(address.Host, address.Port);
        socket.Blocking = false;
        var connection = new RawConnection(this, socket);
        _epoll.Watch(socket, _connections.Count);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Completes at a timestamp of <see cref="Stopwatch"/>, at most a millisecond late while the thread is free.</summary>
    public Task UntilAsync(long timestamp)
    {
        if (Stopwatch.GetTimestamp() >= timestamp) return Task.CompletedTask;
        // Without RunContinuationsAsynchronously: the continuation must run in this thread.
        var timer = new TaskCompletionSource();
        _timers.Enqueue(timer, timestamp);
        return timer.Task;
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        _epoll.Dispose();
    }

    private T Drive<T>(Func<Reactor, Task<T>> work)
    {
        var running = work(this);
        var activeAt = Stopwatch.GetTimestamp();
        while (!running.IsCompleted)
        {
            var count = _epoll.Wait(UntilNextMs());
            for (var i = 0; i < count; i++) _connections[_epoll.IdAt(i)].Read();
            if (FireTimers() || count > 0) activeAt = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(activeAt) > SilenceLimit) throw new TimeoutException($"No answer for {SilenceLimit}.");
        }

#pragma warning disable RS0030 // The thread is the event loop itself, and the task has ended.
        return running.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    private int UntilNextMs()
    {
        if (!_timers.TryPeek(out _, out var next)) return MaxWaitMs;
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
        return Math.Clamp((int)Math.Ceiling(left.TotalMilliseconds), 0, MaxWaitMs);
    }

    private bool FireTimers()
    {
        var any = false;
        while (_timers.TryPeek(out var timer, out var at) && at <= Stopwatch.GetTimestamp())
        {
            _timers.Dequeue();
            timer.SetResult();
            any = true;
        }

        return any;
    }
}
