using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace Concert.Wire;

/// <summary>
/// One connection to the service, which is opened again after the service has closed it. It parses each response strictly, and keeps
/// the connection while HTTP allows it: a response that is longer or shorter than it says fails the next request.
/// </summary>
internal sealed class WireConnection(IPEndPoint service) : IAsyncDisposable
{
    private const string EventStream = "text/event-stream";

    /// <summary>The largest response: a map of 100,000 seats has 10 MB, and the maps of these tests have a few hundred seats.</summary>
    private const int MaxBodyBytes = 4 << 20;

    // Only ends a run in which the service does not answer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private Socket? _socket;
    private ResponseReader? _reader;

    public string Host => service.ToString();

    /// <summary>Returns null if the service closed the connection without a response.</summary>
    public async Task<WireResponse?> SendAsync(WireRequest request)
    {
        using var timeout = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            var isReused = _socket is not null;
            var response = await SendAsync(request, timeout.Token);
            // The service may close a connection behind an answer, for example to a body that it did not read to its end. The next request
            // is then sent again, as RFC 9112, section 9.5, allows.
            return response is null && isReused && !request.ClosesAfter ? await SendAsync(request, timeout.Token) : response;
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            Close();
            return null;
        }
        catch (InvalidDataException)
        {
            Close();
            throw;
        }
        catch (OperationCanceledException)
        {
            Close();
            throw new TimeoutException($"No response in {Limit.TotalSeconds} s to {request.ToCommandLine(Host)}");
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async Task<WireResponse?> SendAsync(WireRequest request, CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(service, cancellationToken);
            _reader = new ResponseReader(new NetworkStream(_socket));
        }

        await SendAllAsync(request.ToBytes(Host), cancellationToken);
        if (request.EndsSending) _socket.Shutdown(SocketShutdown.Send);
        var head = await ReadHeadAsync(cancellationToken);
        if (head is not { } response)
        {
            Close();
            return null;
        }

        var mustClose = request.EndsSending || request.ClosesAfter || IsLast(response);
        response = response with { Body = await ReadBodyAsync(request.Method, response, cancellationToken) };
        // A stream is read up to its first event.
        if (mustClose || response.MediaType == EventStream) Close();
        return response;
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (!bytes.IsEmpty) bytes = bytes[await _socket!.SendAsync(bytes, cancellationToken)..];
        }
        catch (SocketException)
        {
            // The service may refuse a request before it has read all of it. Its response, if there is one, is read all the same.
        }
    }

    // Skips "100 Continue".
    private async Task<WireResponse?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (await _reader!.ReadHeadAsync(cancellationToken) is { } head)
        {
            if (head.Status is < 100 or >= 200) return head;
        }

        return null;
    }

    private async Task<byte[]> ReadBodyAsync(string method, WireResponse head, CancellationToken cancellationToken)
    {
        if (method == "HEAD" || head.Status is 204 or 304) return [];
        var body = new MemoryStream();
        if (head.Header("Transfer-Encoding") == "chunked")
        {
            var isStream = head.MediaType == EventStream;
            while (!isStream || !body.GetBuffer().AsSpan(0, (int)body.Length).EndsWith("\n\n"u8))
            {
                var chunk = await _reader!.ReadChunkAsync(cancellationToken);
                if (chunk.Length == 0) break;
                body.Write(chunk);
                Require(body.Length <= MaxBodyBytes, $"a body of more than {MaxBodyBytes} bytes");
            }
        }
        else if (head.Header("Content-Length") is { } length)
        {
            var count = int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
            Require(count <= MaxBodyBytes, $"a body of {count} bytes");
            body.Write(await _reader!.ReadAsync(count, cancellationToken));
        }
        else
        {
            Require(IsLast(head), "a body without an end");
            body.Write(await _reader!.ReadToEndAsync(MaxBodyBytes, cancellationToken));
        }

        return head.Header("Content-Encoding") == "gzip" ? Decompress(body.ToArray()) : body.ToArray();
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var result = new MemoryStream();
        gzip.CopyTo(result);
        return result.ToArray();
    }

    private static bool IsLast(WireResponse response) =>
        response.All("Connection").Any(value => value.Contains("close", StringComparison.OrdinalIgnoreCase));

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidDataException($"The response has {what}.");
    }

    private void Close()
    {
        _socket?.Dispose();
        (_socket, _reader) = (null, null);
    }
}
