using Concert.Auth;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Tickets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.CheckIns;

/// <summary>The doors of a venue.</summary>
internal static class CheckInsEndpoints
{
    private const int MaxTextLength = 512;

    // A door takes the time from its own clock, corrected by the service's.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    // Longer than any door stays without a network, and short enough to find a clock that is years behind.
    private static readonly TimeSpan MaxReportAge = TimeSpan.FromDays(30);

    public static void MapCheckIns(this IEndpointRouteBuilder app)
    {
        var checkIns = app.MapGroup("/v1/check-ins").WithTags("Check-in");
        checkIns.MapGet("/door", WhoAmI).WithName("GetDoor")
            .WithSummary("The name of the door's key: a door checks its key with this call.")
            .Example(200, new CheckInDoorResponse("gate-2"));
        checkIns.MapPost("/", CheckIn).WithName("CheckIn")
            .WithSummary("Lets the holder of a ticket in, once: by the code of the ticket, or by the booking number and the seat.")
            .Example(null, new CheckInRequest("T1.f3Qh0aYtWvI.p_x81d.1-1-1.r_m20c.1.MEUCIQ", PerformanceId: "p_x81d"))
            .Example(200, new CheckInResponse(
                "tk_m20c-1-1-1", "r_m20c", "p_x81d", new("1-1-1", "R", 1, 1), ExampleTimes.Now, "gate-2", "7KQM4X2P"))
            .Refuses(
                Codes.InvalidRequest, Codes.TicketCodeInvalid, Codes.OtherPerformance, "reservation_not_found", "seat_not_found",
                "ticket_refunded", "already_checked_in");
    }

    private static Ok<CheckInDoorResponse> WhoAmI(DoorKey door) => TypedResults.Ok(new CheckInDoorResponse(door.Name));

    private static async Task<Results<Ok<CheckInResponse>, ProblemResult>> CheckIn(
        DoorKey door,
        CheckInRequestId requestId,
        CheckInRequest request,
        TicketCodes codes,
        IGrainFactory grains,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
    {
        if (Check(request, time.GetUtcNow()) is { } invalid) return invalid;
        var ticket = request.Code is { } code ? codes.Read(code) : null;
        if (request.Code is not null && ticket is null) return new ProblemResult(Codes.TicketCodeInvalid);
        var bookings = grains.GetGrain<IBookingsGrain>(0);
        var booking = ticket is not null
            ? await bookings.Find(ticket.ReservationId)
            : await bookings.FindByNumber(BookingNumber.Parse(request.Number!)!);
        if (booking is null) return new Refusal.ReservationNotFound().ToProblem();
        if (request.PerformanceId is { } here && here != booking.PerformanceId.Value)
            return new ProblemResult(Codes.OtherPerformance, facts: [new("performanceId", booking.PerformanceId.Value)]);
        if (SeatOf(request, ticket, booking) is not { } seat) return SeatMissing(booking);
        // Two doors may choose the same text for different scans.
        var admitted = await grains.Grain<ICheckInGrain>(booking.UserId.Value)
            .CheckIn(new(booking.ReservationId, seat, ticket?.Version, door.Name, $"{door.Name}/{requestId.Value}", request.ScannedAt));
        return admitted.IsGranted ? TypedResults.Ok(CheckInResponse.Of(admitted.Value)) : admitted.Refusal.ToProblem();
    }

    private static ProblemResult SeatMissing(Booking booking) => FieldErrors.Of(
        "seatId",
        $"The reservation has the seats {string.Join(", ", booking.SeatIds)}: name one of them.",
        new KeyValuePair<string, object?>("seatIds", booking.SeatIds.Select(seat => seat.Value).ToArray()));

    private static ProblemResult? Check(CheckInRequest request, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Require(request.Code is null != request.Number is null, "code", "Exactly one of code and number is required.");
        errors.Require(request.Code is null or { Length: <= MaxTextLength }, "code", $"It must have at most {MaxTextLength} characters.");
        errors.Require(
            request.Number is null || (request.Number.Length <= MaxTextLength && BookingNumber.Parse(request.Number) is not null),
            "number",
            $"It must have {BookingNumber.Length} of the signs {BookingNumber.Signs}.");
        errors.Require(request.SeatId is null || request.Code is null, "seatId", "The code names the seat.");
        errors.Require(
            request.ScannedAt is not { } scannedAt || (scannedAt <= now + ClockTolerance && scannedAt >= now - MaxReportAge),
            "scannedAt",
            $"It must not be in the future, nor more than {MaxReportAge.Days} days ago.");
        return errors.Any ? errors.ToProblem() : null;
    }

    private static SeatId? SeatOf(CheckInRequest request, Ticket? ticket, Booking booking)
    {
        if (ticket is not null) return ticket.SeatId;
        if (request.SeatId is { } named) return new(named);
        return booking.SeatIds is [var only] ? only : null;
    }
}
