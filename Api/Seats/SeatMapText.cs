using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Concert.Catalog;

namespace Concert.Seats;

/// <summary>
/// Writes the seats of a performance as JSON. The layout fixes everything but a seat's status, so that part is formatted once
/// and copied for each version: 10,000 seats then cost a memory copy, not formatting.
/// </summary>
internal sealed class SeatMapText
{
    private static readonly byte[][] Statuses = [.. new[] { "available", "held", "sold" }.Select(s => Encoding.UTF8.GetBytes(s + "\"}"))];

    private readonly byte[] _performance;
    private readonly byte[][] _seats;
    private readonly byte[][] _ids;

    public SeatMapText(PerformanceLayout layout, JavaScriptEncoder encoder)
    {
        _performance = Encoding.UTF8.GetBytes($"{{\"performanceId\":\"{layout.PerformanceId}\",\"version\":");
        var sections = layout.Sections.ToDictionary(s => s.Name, s => JsonEncodedText.Encode(s.Name, encoder).Value);
        var seats = new List<byte[]>(layout.SeatCount);
        var ids = new List<byte[]>(layout.SeatCount);
        for (var index = 0; index < layout.SeatCount; index++)
        {
            var seat = layout.SeatAt(index);
            ids.Add(Utf8($"{{\"seatId\":\"{seat.SeatId}\",\"status\":\""));
            var place = $"\"section\":\"{sections[seat.Section]}\",\"row\":{seat.Row},\"number\":{seat.Number}";
            seats.Add(Utf8($"{{\"seatId\":\"{seat.SeatId}\",{place},\"price\":{seat.Price},\"status\":\""));
        }

        _seats = [.. seats];
        _ids = [.. ids];
        Compact = new(layout.PerformanceId);
    }

    /// <summary>Writes the same seats in the compact form.</summary>
    public CompactSeatText Compact { get; }

    public int SeatCount => _seats.Length;

    public byte[] Render(long version, SeatStatus[] statuses, SeatStatus? only)
    {
        using var body = Open(version, statuses.Length * 128);
        var isFirst = true;
        for (var index = 0; index < statuses.Length; index++)
        {
            if (only is { } status && statuses[index] != status) continue;
            Append(body, _seats[index], statuses[index], ref isFirst);
        }

        return Close(body);
    }

    /// <summary>Only the id and status of the seats at <paramref name="indexes"/>.</summary>
    public byte[] RenderChange(long version, SeatStatus[] statuses, int[] indexes)
    {
        using var body = Open(version, indexes.Length * 48);
        var isFirst = true;
        foreach (var index in indexes) Append(body, _ids[index], statuses[index], ref isFirst);
        return Close(body);
    }

    public static byte[] Compress(byte[] plain)
    {
        using var compressed = new MemoryStream(plain.Length / 8);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(plain);
        return compressed.ToArray();
    }

    /// <summary>The indexes of the seats whose status differs, ascending.</summary>
    public static int[] Differences(SeatStatus[] before, SeatStatus[] after)
    {
        var differences = new List<int>();
        for (var index = 0; index < after.Length; index++)
        {
            index += after.AsSpan(index).CommonPrefixLength(before.AsSpan(index));
            if (index < after.Length) differences.Add(index);
        }

        return [.. differences];
    }

    private MemoryStream Open(long version, int capacity)
    {
        var body = new MemoryStream(capacity + 128);
        body.Write(_performance);
        body.Write(Utf8($"{version},\"seats\":["));
        return body;
    }

    private static void Append(MemoryStream body, byte[] seat, SeatStatus status, ref bool isFirst)
    {
        if (!isFirst) body.WriteByte((byte)',');
        isFirst = false;
        body.Write(seat);
        body.Write(Statuses[(int)status]);
    }

    private static byte[] Close(MemoryStream body)
    {
        body.Write("]}"u8);
        return body.ToArray();
    }

    private static byte[] Utf8(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));
}
