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
    private readonly List<IRawSocket> _sockets = [];
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
        var socket = Open(address, from);
        return Watch(socket, new RawConnection(this, socket));
    }

    /// <summary>Sends one request, whose answer is a stream.</summary>
    /// <param name="address">The service.</param>
    /// <param name="request">The bytes of the whole request.</param>
    /// <param name="received">Called in this thread with each part that arrives, of whatever size; empty: the server closed it.</param>
    public void Stream(Uri address, ReadOnlySpan<byte> request, Action<ReadOnlySpan<byte>> received)
    {
        var socket = Open(address, from: null);
        socket.Send(request);
        Watch(socket, new RawStream(this, socket, received));
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
        foreach (var socket in _sockets) socket.Dispose();
        _epoll.Dispose();
    }

    private static Socket Open(Uri address, IPAddress? from)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(address.Host, address.Port);
        socket.Blocking = false;
        return socket;
    }

    private T Watch<T>(Socket socket, T reader)
        where T : IRawSocket
    {
        _epoll.Watch(socket, _sockets.Count);
        _sockets.Add(reader);
        return reader;
    }

    private T Drive<T>(Func<Reactor, Task<T>> work)
    {
        var running = work(this);
        var activeAt = Stopwatch.GetTimestamp();
        while (!running.IsCompleted)
        {
            var count = _epoll.Wait(UntilNextMs());
            for (var i = 0; i < count; i++) _sockets[_epoll.IdAt(i)].Read();
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
