using Concert.Http;

namespace Concert.Reservations;

/// <summary>Examples of reservations for the OpenAPI document.</summary>
internal static class ReservationExamples
{
    public static ReserveRequest Request { get; } = new("p_x81d", ["1-1-1", "1-1-2"]);

    public static ReservationResponse Held { get; } = new(
        "r_m20c", "p_x81d", ReservationStatus.Held,
        [new("1-1-1", "R", 1, 1, 154_000), new("1-1-2", "R", 1, 2, 154_000)],
        308_000, "KRW", ExampleTimes.Now, ExampleTimes.Soon);

    public static ReservationListResponse List { get; } = new([Held]);
}
