using System.Globalization;
using System.Text;

namespace Concert.Seats;

/// <summary>
/// Writes seats without their ids, for clients that have the layout: a letter for each seat in the layout's order, then the
/// indexes of the seats that changed. It is a hundredth of the size of <see cref="SeatMapText"/>.
/// </summary>
internal sealed class CompactSeatText(PerformanceId performanceId)
{
    // Indexed by status: available, held, sold.
    private static readonly byte[] Letters = "ahs"u8.ToArray();

    public byte[] Render(long version, SeatStatuses statuses)
    {
        var head = Encoding.UTF8.GetBytes($"{Open(version)},\"statuses\":\"");
        var text = new byte[head.Length + statuses.Count + "\"}"u8.Length];
        head.CopyTo(text, 0);
        var length = head.Length;
        foreach (var chunk in statuses.Chunks)
        {
            foreach (var status in chunk.Statuses) text[length++] = Letters[(int)status];
        }

        "\"}"u8.CopyTo(text.AsSpan(length));
        return text;
    }

    /// <summary>The <paramref name="indexes"/> grouped by new status. Every status is present, also with an empty list.</summary>
    public byte[] RenderChange(long version, SeatStatuses statuses, int[] indexes)
    {
        var body = new StringBuilder(Open(version));
        Append(body, "available", indexes.Where(index => statuses[index] is SeatStatus.Available));
        Append(body, "held", indexes.Where(index => statuses[index] is SeatStatus.Held));
        Append(body, "sold", indexes.Where(index => statuses[index] is SeatStatus.Sold));
        return Encoding.UTF8.GetBytes(body.Append('}').ToString());
    }

    private static void Append(StringBuilder body, string status, IEnumerable<int> indexes) =>
        body.Append(",\"").Append(status).Append("\":[").AppendJoin(',', indexes).Append(']');

    private string Open(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"performanceId\":\"{performanceId}\",\"version\":{version}");
}
