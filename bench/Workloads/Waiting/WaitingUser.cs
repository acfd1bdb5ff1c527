using System.Buffers.Text;
using System.Text;

namespace Concert.Bench.Workloads;

/// <summary>What a user who waits knows, and the request that follows from it.</summary>
/// <param name="number">Counts the users from 0; each has an address of its own.</param>
/// <param name="authorization">The user's access token.</param>
internal sealed class WaitingUser(int number, string authorization)
{
    private const string Path = "/v1/queue-tokens/current";

    private byte[] _headers = [];
    private byte[] _token = [];
    private int _tokenLength;

    public int Number => number;

    public bool IsShopping { get; set; }

    /// <summary>By the last answer; users never see it grow.</summary>
    public long Position { get; private set; } = long.MaxValue;

    private string Headers => $"Host: localhost\r\nAuthorization: {authorization}\r\nX-Forwarded-For: {Address}\r\n";

    private string Address => $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}";

    public byte[] JoinRequest(string concertId) =>
        Encoding.ASCII.GetBytes($"POST /v1/concerts/{concertId}/queue-tokens HTTP/1.1\r\n{Headers}Content-Length: 0\r\n\r\n");

    public byte[] StreamRequest() => Encoding.ASCII.GetBytes(
        $"GET {Path}/stream HTTP/1.1\r\n{Headers}Queue-Token: {Encoding.ASCII.GetString(_token, 0, _tokenLength)}\r\n\r\n");

    /// <summary>Writes a poll, or the call that gives the slot back, with the newest token.</summary>
    /// <returns>The part of <paramref name="buffer"/> with the request.</returns>
    public ReadOnlyMemory<byte> WriteRequest(byte[] buffer)
    {
        if (_headers.Length == 0) _headers = Encoding.ASCII.GetBytes($" {Path} HTTP/1.1\r\n{Headers}Queue-Token: ");
        var length = Append(buffer, 0, IsShopping ? "DELETE"u8 : "GET"u8);
        length = Append(buffer, length, _headers);
        length = Append(buffer, length, _token.AsSpan(0, _tokenLength));
        return buffer.AsMemory(0, Append(buffer, length, "\r\n\r\n"u8));
    }

    /// <summary>Remembers what an answer about the place says.</summary>
    /// <exception cref="InvalidOperationException">The position is worse than the one before.</exception>
    public WaitingAnswer Learn(ReadOnlySpan<byte> body)
    {
        var token = After(body, "\"token\":\""u8);
        token = token[..token.IndexOf((byte)'"')];
        if (_token.Length < token.Length) _token = new byte[token.Length];
        token.CopyTo(_token);
        _tokenLength = token.Length;
        var status = After(body, "\"status\":\""u8);
        var position = Number(After(body, "\"position\":"u8));
        if (position > Position) throw new InvalidOperationException($"User {number} stood at {Position}, and now at {position}.");
        Position = position;
        return new(status.StartsWith("active"u8), status.StartsWith("expired"u8), (int)Number(After(body, "\"pollAfterSeconds\":"u8)));

        static long Number(ReadOnlySpan<byte> text) =>
            Utf8Parser.TryParse(text, out long number, out _) ? number : throw new InvalidDataException("The answer has no number.");
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 ? body[(at + name.Length)..] : throw new InvalidDataException($"No {Encoding.ASCII.GetString(name)} in an answer.");
    }

    private static int Append(byte[] buffer, int at, ReadOnlySpan<byte> part)
    {
        part.CopyTo(buffer.AsSpan(at));
        return at + part.Length;
    }
}

/// <param name="PollAfterSeconds">When to ask again.</param>
internal readonly record struct WaitingAnswer(bool IsActive, bool IsExpired, int PollAfterSeconds);
