using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Concert.Bench.Harness;

/// <summary>A keep-alive HTTP/1.1 connection with at most one request in flight. All of it runs in the reactor's thread.</summary>
internal sealed class RawConnection(Reactor reactor, Socket socket) : IValueTaskSource<RawAnswer>, IRawSocket
{
    private ManualResetValueTaskSourceCore<RawAnswer> _answer;
    private byte[] _buffer = new byte[8 * 1024];
    private int _filled;
    private bool _keepsBody;
    private bool _isInFlight;
    private RawHead? _head;
    private bool _isSkipping;
    private long _toSkip;

    public Reactor Reactor => reactor;

    /// <summary>The server has closed it while no request was in flight, as it does after two minutes.</summary>
    public bool IsClosed { get; private set; }

    /// <param name="request">The bytes of the whole request.</param>
    /// <param name="keepsBody">Whether the caller reads the body. If not, its bytes are only counted.</param>
    public ValueTask<RawAnswer> SendAsync(ReadOnlyMemory<byte> request, bool keepsBody = false)
    {
        (_filled, _keepsBody, _head, _isSkipping, _isInFlight) = (0, keepsBody, null, false, true);
        _answer.Reset();
        var sent = socket.Send(request.Span, SocketFlags.None, out var error);
        if (error is not SocketError.Success || sent < request.Length)
            throw new IOException($"The request could not be sent whole: {error}, {sent} of {request.Length} bytes.");
        return new(this, _answer.Version);
    }

    public void Read()
    {
        if (!_isInFlight)
        {
            IsClosed = true;
            socket.Dispose();
            return;
        }

        try
        {
            while (TryReceive())
            {
                if (TryComplete() is not { } answer) continue;
                _isInFlight = false;
                // The awaiting caller continues inside this call, and usually sends the next request.
                _answer.SetResult(answer);
                return;
            }
        }
        catch (Exception fault)
        {
            _isInFlight = false;
            _answer.SetException(fault);
        }
    }

    public RawAnswer GetResult(short token) => _answer.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    public void Dispose() => socket.Dispose();

    private bool TryReceive()
    {
        if (_filled == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var target = _isSkipping ? reactor.Scratch.AsSpan() : _buffer.AsSpan(_filled);
        var count = socket.Receive(target, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock) return false;
        if (error is not SocketError.Success || count == 0) throw new IOException($"The server closed the connection: {error}.");
        if (_isSkipping) _toSkip -= count;
        else _filled += count;
        return true;
    }

    private RawAnswer? TryComplete()
    {
        var received = _buffer.AsMemory(0, _filled);
        _head ??= RawHead.TryRead(received.Span);
        if (_head is not { } head) return null;
        if (head.IsChunked)
        {
            var body = RawChunks.TryRead(received[head.Size..], out var size);
            return size < 0 ? null : new(head.Status, _keepsBody ? body : default, head.Size + size);
        }

        var whole = head.Size + head.BodySize;
        if (_isSkipping) return _toSkip == 0 ? new(head.Status, default, whole) : null;
        if (_filled >= whole) return new(head.Status, received[head.Size..], whole);
        if (_keepsBody) return null;
        (_isSkipping, _toSkip) = (true, whole - _filled);
        return null;
    }
}
