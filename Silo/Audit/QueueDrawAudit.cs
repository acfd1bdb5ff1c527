using Concert.Queues;
using Dapper;

namespace Concert.Auditing;

/// <summary>Checks that nobody who was drawn is admitted before one who stands ahead.</summary>
internal static class QueueDrawAudit
{
    public static async Task<IReadOnlyList<AuditItem>> JudgeAsync(AuditQuery query) =>
    [
        .. (await query.Connection.QueryAsync<DrawnPlace>(query.Sql, query.Parameters))
            .GroupBy(place => place.ConcertId)
            .SelectMany(Judge),
    ];

    /// <param name="places">The early places of one concert.</param>
    internal static IEnumerable<AuditItem> Judge(IEnumerable<DrawnPlace> places)
    {
        var rows = places.ToList();
        if (rows.Count == 0) return [];
        return rows[0].Seed is { } seed
            ? Judge(rows, DrawOrder.Of(DrawSeed.Parse(seed), rows[0].DrawnCount))
            : rows.Select(row => new AuditItem($"{row.ConcertId}/{row.Place}: drawn without a seed", AuditVerdict.Broken));
    }

    /// <param name="rows">The early places of one concert.</param>
    /// <param name="order">The order of its draw.</param>
    internal static IEnumerable<AuditItem> Judge(IReadOnlyCollection<DrawnPlace> rows, DrawOrder order)
    {
        if (rows.Count == 0) return [];
        var first = rows.First();
        // The highest place that was admitted is its own turn if it was late: then every early one must have been before it.
        var late = first.AdmittedThrough > first.DrawnCount ? first.AdmittedThrough : 0;
        var admittedThrough = rows.Where(row => row.WasAdmitted).Select(row => order.TurnOf(row.Place)).Append(late).Max();
        return rows.Select(row => Judge(row, order.TurnOf(row.Place), admittedThrough));
    }

    private static AuditItem Judge(DrawnPlace row, long turn, long admittedThrough)
    {
        var isBroken = row.Status switch
        {
            nameof(PlaceStatus.Waiting) when row.HadTurn => turn <= row.EndedThrough,
            nameof(PlaceStatus.Waiting) => turn < admittedThrough || turn <= row.Watermark,
            nameof(PlaceStatus.Admitted) or nameof(PlaceStatus.Claimed) => turn <= row.EndedThrough,
            _ => false,
        };
        var reached = Math.Max(admittedThrough, row.Watermark);
        return new(
            $"{row.ConcertId}/{row.Place}: {row.UserId} is {row.Status} at turn {turn}, turn {reached} was admitted",
            isBroken ? AuditVerdict.Broken : AuditVerdict.Holds);
    }
}

/// <summary>A place that joined before the opening of a queue with a draw.</summary>
internal sealed class DrawnPlace
{
    public required string ConcertId { get; init; }

    public long Place { get; init; }

    public required string UserId { get; init; }

    public required string Status { get; init; }

    public string? Seed { get; init; }

    /// <summary>The place waits in front of the line: its turn was passed over, or missed.</summary>
    public bool HadTurn { get; init; }

    public long DrawnCount { get; init; }

    public long Watermark { get; init; }

    public long EndedThrough { get; init; }

    /// <summary>The highest place of the queue that was admitted, early or late.</summary>
    public long AdmittedThrough { get; init; }

    public bool WasAdmitted => Status is nameof(PlaceStatus.Admitted) or nameof(PlaceStatus.Claimed) or nameof(PlaceStatus.Ended);
}
