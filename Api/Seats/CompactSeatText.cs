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
    private const string Letters = "ahs";

    public byte[] Render(long version, SeatStatus[] statuses) => Encoding.UTF8.GetBytes(string.Concat(
        Open(version),
        ",\"statuses\":\"",
        string.Create(statuses.Length, statuses, static (letters, all) =>
        {
            for (var index = 0; index < all.Length; index++) letters[index] = Letters[(int)all[index]];
        }),
        "\"}"));

    /// <summary>The <paramref name="indexes"/> grouped by new status. Every status is present, also with an empty list.</summary>
    public byte[] RenderChange(long version, SeatStatus[] statuses, int[] indexes)
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
