using Concert.Tickets;

namespace Concert.CheckIns;

/// <summary>Exactly one of <paramref name="Code"/> and <paramref name="Number"/>.</summary>
/// <param name="Code">What the QR code says.</param>
/// <param name="Number">The booking number, as it was typed.</param>
/// <param name="SeatId">With <paramref name="Number"/>, unless the reservation has one seat.</param>
/// <param name="PerformanceId">The performance that the door is open for; null: any.</param>
/// <param name="ScannedAt">When a door without a network let the ticket in, which it reports now; null: now.</param>
internal sealed record CheckInRequest(
    string? Code = null,
    string? Number = null,
    string? SeatId = null,
    string? PerformanceId = null,
    DateTimeOffset? ScannedAt = null);

/// <param name="CheckedInAt">When the door let the ticket in: now, or <c>scannedAt</c>.</param>
internal sealed record CheckInResponse(
    string TicketId,
    string ReservationId,
    string PerformanceId,
    CheckInSeatModel Seat,
    DateTimeOffset CheckedInAt,
    string Door,
    string? Number = null)
{
    public static CheckInResponse Of(CheckInReceipt receipt) => new(
        Ticket.IdOf(receipt.ReservationId, receipt.Seat.SeatId),
        receipt.ReservationId.Value,
        receipt.PerformanceId.Value,
        new(receipt.Seat.SeatId.Value, receipt.Seat.Section, receipt.Seat.Row, receipt.Seat.Number),
        receipt.At,
        receipt.Door,
        receipt.Number);
}

internal sealed record CheckInSeatModel(string SeatId, string Section, int Row, int Number);

/// <param name="Door">The name of the caller's key.</param>
internal sealed record CheckInDoorResponse(string Door);
