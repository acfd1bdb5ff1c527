using System.Buffers.Text;
using System.Text;

namespace Concert.Bench.Harness;

/// <summary>The bytes of a request, rendered before the clock runs. The digits of a numbered header can be replaced for each use.</summary>
internal sealed class RawRequest
{
    private const string Digits = "0000000000000000";

    private readonly byte[] _bytes;
    private readonly int _keyAt;

    private RawRequest(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        _keyAt = _bytes.AsSpan().IndexOf("0000000000000000"u8);
    }

    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Headers whose value is null are left out.</summary>
    public static RawRequest Get(string path, params ReadOnlySpan<(string Name, string? Value)> headers) => new(Render("GET", path, null, headers));

    public static RawRequest Post(string path, string json, params ReadOnlySpan<(string Name, string? Value)> headers) =>
        new(Render("POST", path, json, headers));

    /// <summary>A header whose digits <see cref="WithKey"/> replaces. A request has one of them.</summary>
    public static (string Name, string Value) Numbered(string name, string prefix) => (name, $"{prefix}-{Digits}");

    /// <summary>The numbered header of a command.</summary>
    public static (string Name, string Value) Key(string prefix) => Numbered("Idempotency-Key", prefix);

    /// <summary>The same array with another key in it. The request with the key before must have been answered.</summary>
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
