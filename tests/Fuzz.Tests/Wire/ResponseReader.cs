using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Concert.Wire;

/// <summary>Reads the parts of HTTP/1.1 responses from a connection. What is not HTTP is an <see cref="InvalidDataException"/>.</summary>
internal sealed partial class ResponseReader(Stream stream)
{
    private const int MaxLineBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The status and the headers. Null if the connection ends before the first byte.</summary>
    public async Task<WireResponse?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        if (_start == _end && !await FillAsync(cancellationToken)) return null;
        var first = StatusLine().Match(await ReadLineAsync(cancellationToken));
        if (!first.Success) throw new InvalidDataException("The response does not begin with a status line.");
        var headers = ImmutableArray.CreateBuilder<RawHeader>();
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var header = HeaderLine().Match(line);
            if (!header.Success) throw new InvalidDataException($"The response has the header line '{line}'.");
            headers.Add(new(header.Groups["name"].Value, header.Groups["value"].Value));
        }

        return new(int.Parse(first.Groups["status"].Value, CultureInfo.InvariantCulture), headers.ToImmutable(), []);
    }

    /// <summary>The next chunk; empty after the last.</summary>
    public async Task<byte[]> ReadChunkAsync(CancellationToken cancellationToken)
    {
        var length = int.Parse(await ReadLineAsync(cancellationToken), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var chunk = await ReadAsync(length, cancellationToken);
        if (await ReadLineAsync(cancellationToken) != "") throw new InvalidDataException("A chunk is longer than it says.");
        return chunk;
    }

    public async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            if (_start == _end && !await FillAsync(cancellationToken)) throw new InvalidDataException("The response ends too early.");
            var part = Math.Min(count - read, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(bytes.AsSpan(read));
            (_start, read) = (_start + part, read + part);
        }

        return bytes;
    }

    public async Task<byte[]> ReadToEndAsync(int maxBytes, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        do
        {
            bytes.Write(_buffer, _start, _end - _start);
            _start = _end;
            if (bytes.Length > maxBytes) throw new InvalidDataException($"The response has more than {maxBytes} bytes.");
        }
        while (await FillAsync(cancellationToken));
        return bytes.ToArray();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken)) throw new InvalidDataException("The response ends too early.");
            var next = _buffer[_start++];
            if (next == '\n') break;
            line.Add(next);
            if (line.Count > MaxLineBytes) throw new InvalidDataException($"The response has a line of more than {MaxLineBytes} bytes.");
        }

        if (line.Count == 0 || line[^1] != '\r') throw new InvalidDataException("The response has a line that does not end with CR LF.");
        return Encoding.UTF8.GetString([.. line[..^1]]);
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken));
        return _end > 0;
    }

    [GeneratedRegex("^HTTP/1\\.1 (?<status>[1-9][0-9]{2}) [ -~]*$")]
    private static partial Regex StatusLine();

    [GeneratedRegex("^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+): ?(?<value>[ -~\u0080-\uffff]*)$")]
    private static partial Regex HeaderLine();
}
