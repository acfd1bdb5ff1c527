using Concert.Http;

namespace Concert.Reservations;

/// <summary>Examples of reservations for the OpenAPI document.</summary>
internal static class ReservationExamples
{
    public static ReserveRequest Request { get; } = new("p_x81d", ["1-1-1", "1-1-2"]);

    public static ChangeSeatsRequest Change { get; } = new(["1-1-2"], ["1-1-3"]);

    public static ReservationResponse Held { get; } = new(
        "r_m20c", "p_x81d", ReservationStatus.Held,
        [new("1-1-1", "R", 1, 1, 154_000), new("1-1-2", "R", 1, 2, 154_000)],
        308_000, "KRW", ExampleTimes.Now, ExampleTimes.Soon, Number: "7KQM4X2P");

    public static ReservationResponse Paid { get; } = Held with
    {
        Status = ReservationStatus.Paid,
        PaymentId = "pay_m20c",
        Tickets =
        [
            new("tk_m20c-1-1-1", "1-1-1", "T1.f3Qh0aYtWvI.p_x81d.1-1-1.r_m20c.1.MEUCIQ"),
            new("tk_m20c-1-1-2", "1-1-2", "T1.f3Qh0aYtWvI.p_x81d.1-1-2.r_m20c.1.MEYCIQ", ExampleTimes.Soon),
        ],
    };

    public static ReservationListResponse List { get; } = new([Held]);
}
