using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Concert.Catalog;

namespace Concert.Seats;

/// <summary>
/// Writes the seats of a performance as JSON. The layout fixes everything but a seat's status, so that part is formatted once, at the
/// first reader of the long form, and copied for each version.
/// </summary>
internal sealed class SeatMapText
{
    /// <summary>Every seat, then one filter for each status.</summary>
    public const int FilterCount = 4;

    private static readonly byte[][] Statuses = [.. new[] { "available", "held", "sold" }.Select(s => Encoding.UTF8.GetBytes(s + "\"}"))];

    // A comma, the status and the end of the object.
    private static readonly int MaxStatusBytes = 1 + Statuses.Max(status => status.Length);

    private readonly PerformanceId _performanceId;
    private readonly Lazy<SeatTexts> _seats;

    public SeatMapText(PerformanceLayout layout, JavaScriptEncoder encoder)
    {
        _performanceId = layout.PerformanceId;
        SeatCount = layout.SeatCount;
        _seats = new(() => new(layout, encoder));
        Compact = new(layout.PerformanceId);
    }

    /// <summary>Writes the same seats in the compact form.</summary>
    public CompactSeatText Compact { get; }

    public int SeatCount { get; }

    /// <summary>What comes after the seats.</summary>
    public static byte[] Tail { get; } = "]}"u8.ToArray();

    /// <summary>How many seats have about as much text as is written at once.</summary>
    public int SeatsInSlice => Math.Max(1, SeatMapBody.SliceBytes / ((_seats.Value.LengthOf(0, SeatCount) / SeatCount) + MaxStatusBytes));

    /// <summary>What comes before the seats.</summary>
    public string Open(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"performanceId\":\"{_performanceId}\",\"version\":{version},\"seats\":[");

    /// <summary>The bytes of a whole map, or of the seats with one status.</summary>
    public long LengthOf(long version, SeatStatuses statuses, SeatStatus? only)
    {
        var (length, count) = ((long)Encoding.UTF8.GetByteCount(Open(version)) + Tail.Length, 0);
        foreach (var chunk in statuses.Chunks)
        {
            var seats = chunk.Statuses;
            for (var index = 0; index < seats.Length; index++)
            {
                if (only is { } status && seats[index] != status) continue;
                length += _seats.Value.TextOf(chunk.Start + index).Length + Statuses[(int)seats[index]].Length;
                count++;
            }
        }

        return length + Math.Max(0, count - 1);
    }

    /// <summary>Only the id and status of the seats at <paramref name="indexes"/>.</summary>
    public byte[] RenderChange(long version, SeatStatuses statuses, int[] indexes)
    {
        var change = new ArrayBufferWriter<byte>((indexes.Length * 48) + 128);
        Encoding.UTF8.GetBytes(Open(version), change);
        var isFirst = true;
        foreach (var index in indexes)
        {
            Separate(change, ref isFirst);
            change.Write(_seats.Value.IdOf(index));
            change.Write(",\"status\":\""u8);
            change.Write(Statuses[(int)statuses[index]]);
        }

        change.Write(Tail);
        return change.WrittenSpan.ToArray();
    }

    /// <summary>Appends the seats from <paramref name="start"/> on that have the given statuses.</summary>
    public void RenderSeats(
        ArrayBufferWriter<byte> seats, int start, ReadOnlySpan<SeatStatus> statuses, SeatStatus? only, ref bool isFirst)
    {
        // One span for all of them: each reader of a plain map comes here for each seat.
        var (texts, length) = (_seats.Value, 0);
        var target = seats.GetSpan(texts.LengthOf(start, start + statuses.Length) + (statuses.Length * MaxStatusBytes));
        for (var index = 0; index < statuses.Length; index++)
        {
            if (only is { } status && statuses[index] != status) continue;
            if (!isFirst) target[length++] = (byte)',';
            isFirst = false;
            Append(texts.TextOf(start + index), target, ref length);
            Append(Statuses[(int)statuses[index]], target, ref length);
        }

        seats.Advance(length);
    }

    public static int FilterOf(SeatStatus? only) => only is { } status ? (int)status + 1 : 0;

    private static void Append(ReadOnlySpan<byte> text, Span<byte> target, ref int length)
    {
        text.CopyTo(target[length..]);
        length += text.Length;
    }

    private static void Separate(ArrayBufferWriter<byte> seats, ref bool isFirst)
    {
        if (!isFirst) seats.Write(","u8);
        isFirst = false;
    }

    /// <summary>The text of each seat up to its status, in one array: an array for each seat would cost a third more.</summary>
    private sealed class SeatTexts
    {
        private readonly byte[] _text;
        private readonly int[] _starts;
        private readonly byte[] _idLengths;

        public SeatTexts(PerformanceLayout layout, JavaScriptEncoder encoder)
        {
            var sections = layout.Sections.ToDictionary(s => s.Name, s => JsonEncodedText.Encode(s.Name, encoder).Value);
            var count = layout.SeatCount;
            var text = new MemoryStream(count * 96);
            (_starts, _idLengths) = (new int[count + 1], new byte[count]);
            for (var index = 0; index < count; index++)
            {
                var seat = layout.SeatAt(index);
                var id = $"{{\"seatId\":\"{seat.SeatId}\"";
                var place = string.Create(
                    CultureInfo.InvariantCulture,
                    $",\"section\":\"{sections[seat.Section]}\",\"row\":{seat.Row},\"number\":{seat.Number},\"price\":{seat.Price}");
                text.Write(Encoding.UTF8.GetBytes($"{id}{place},\"status\":\""));
                _idLengths[index] = (byte)id.Length;
                _starts[index + 1] = (int)text.Length;
            }

            _text = text.ToArray();
        }

        public ReadOnlySpan<byte> TextOf(int index) => _text.AsSpan(_starts[index].._starts[index + 1]);

        public int LengthOf(int start, int end) => _starts[end] - _starts[start];

        /// <summary>An opened object with the id alone.</summary>
        public ReadOnlySpan<byte> IdOf(int index) => _text.AsSpan(_starts[index], _idLengths[index]);
    }
}
