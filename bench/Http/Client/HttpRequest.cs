using System.Buffers.Text;
using System.Text;

namespace Concert.Bench.Http;

/// <summary>A request as it goes over the wire, made before the clock runs. Some of its digits may be written anew for each use.</summary>
internal sealed class HttpRequest
{
    private const string Digits = "0000000000000000";

    private readonly byte[] _bytes;
    private readonly int _keyAt;

    private HttpRequest(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        _keyAt = _bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Digits));
    }

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public static HttpRequest Get(string path, params ReadOnlySpan<(string Name, string? Value)> headers) =>
        new(Render("GET", path, null, headers));

    /// <param name="path">Where to.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">Those without a value are left out.</param>
    public static HttpRequest Post(string path, string json, params ReadOnlySpan<(string Name, string? Value)> headers) =>
        new(Render("POST", path, json, headers));

    /// <summary>The header of a key whose digits <see cref="WithKey"/> writes.</summary>
    public static (string Name, string Value) Key(string prefix) => ("Idempotency-Key", $"{prefix}-{Digits}");

    /// <summary>The same bytes with another key in them: no request may be under way with the last one.</summary>
    public ReadOnlyMemory<byte> WithKey(long number)
    {
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_keyAt, Digits.Length), out _, new('X', (byte)Digits.Length));
        return _bytes;
    }

    private static string Render(string method, string path, string? json, ReadOnlySpan<(string Name, string? Value)> headers)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        foreach (var (name, value) in headers)
        {
            if (value is not null) text.Append(null, $"{name}: {value}\r\n");
        }

        if (json is null) return text.Append("\r\n").ToString();
        return text.Append(null, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}").ToString();
    }
}
