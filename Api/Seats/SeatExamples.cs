namespace Concert.Seats;

/// <summary>Examples of seats for the OpenAPI document.</summary>
internal static class SeatExamples
{
    public static SeatMapResponse Map { get; } = new(
        "p_x81d", 42,
        [new("1-1-1", "R", 1, 1, 154_000, SeatStatus.Available), new("1-1-2", "R", 1, 2, 154_000, SeatStatus.Held)]);
}
