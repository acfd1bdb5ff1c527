using System.Globalization;
using System.Text;

namespace Concert.Seats;

/// <summary>
/// Writes a performance's seats by the layout's order alone: a letter for each seat, then the indexes of those that changed.
/// A hundredth of what <see cref="SeatMapText"/> writes, for readers who have the layout.
/// </summary>
internal sealed class CompactSeatText(PerformanceId performanceId)
{
    // By status: available, held, sold.
    private const string Letters = "ahs";

    public byte[] Render(long version, SeatStatus[] statuses) => Encoding.UTF8.GetBytes(string.Concat(
        Open(version),
        ",\"statuses\":\"",
        string.Create(statuses.Length, statuses, static (letters, all) =>
        {
            for (var index = 0; index < all.Length; index++) letters[index] = Letters[(int)all[index]];
        }),
        "\"}"));

    /// <summary>The seats at <paramref name="indexes"/>, each under what it has become; every status is there, empty or not.</summary>
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
