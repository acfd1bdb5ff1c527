using System.Net.Sockets;

namespace Concert.Bench.Harness;

/// <summary>A socket of a reactor.</summary>
internal interface IRawSocket : IDisposable
{
    /// <summary>Reads what has arrived. The reactor calls this when the socket can be read.</summary>
    void Read();
}

/// <summary>A connection whose answer does not end. Its bytes are handed on as they arrive, head and chunk sizes included.</summary>
internal sealed class RawStream(Reactor reactor, Socket socket, Action<ReadOnlySpan<byte>> received) : IRawSocket
{
    private bool _isClosed;

    public void Read()
    {
        while (!_isClosed)
        {
            var count = socket.Receive(reactor.Scratch, SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock) return;
            // A closed socket would be reported as readable for ever.
            if (error is not SocketError.Success || count == 0)
            {
                _isClosed = true;
                socket.Dispose();
                count = 0;
            }

            received(reactor.Scratch.AsSpan(0, count));
        }
    }

    public void Dispose() => socket.Dispose();
}
