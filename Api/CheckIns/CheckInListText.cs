using System.Text.Json;
using Concert.Catalog;
using Concert.Tickets;

namespace Concert.CheckIns;

/// <summary>Writes the text of a page of the check-in list, which is what its signature covers.</summary>
internal static class CheckInListText
{
    /// <summary>The form of the text. Another first line is another form.</summary>
    public const string Form = "L1";

    public static string Of(
        PerformanceLayout layout, DateTimeOffset asOf, ReservationId? after, PaidBookingPage page, JsonSerializerOptions json)
    {
        var header = new CheckInListHeader(Form, layout.PerformanceId.Value, asOf, after?.Value, page.Through?.Value);
        return string.Join('\n', page.Items.Select(booking => JsonSerializer.Serialize(Of(booking, layout), json))
            .Prepend(JsonSerializer.Serialize(header, json)));
    }

    private static CheckInListBooking Of(PaidBooking booking, PerformanceLayout layout) => new(
        booking.ReservationId.Value,
        booking.Number,
        booking.TicketVersion,
        booking.TicketVersion is null ? null : [.. booking.SeatIds.Select(seat => Of(seat, booking, layout))]);

    private static CheckInListSeat Of(SeatId seatId, PaidBooking booking, PerformanceLayout layout)
    {
        var seat = layout.SeatAt(layout.IndexOf(seatId));
        var use = booking.Uses.FirstOrDefault(use => use.SeatId == seatId);
        return new(Ticket.IdOf(booking.ReservationId, seatId), seatId.Value, seat.Section, seat.Row, seat.Number, use?.At, use?.Door);
    }
}

/// <param name="AsOf">Whatever was durable at this time is on the page.</param>
/// <param name="Kid">The id of the key in <c>GET /v1/ticket-keys</c>.</param>
/// <param name="List">The lines of the page.</param>
/// <param name="Signature">Of the UTF-8 bytes of <paramref name="List"/>; 64 bytes as base64url.</param>
internal sealed record CheckInListResponse(
    string PerformanceId, DateTimeOffset AsOf, string Kid, string List, string Signature, string? NextCursor = null);

/// <summary>The first line of a page.</summary>
/// <param name="After">The last reservation of the page before; null: this is the first page.</param>
/// <param name="Through">The last reservation of this page; null: this is the last page.</param>
internal sealed record CheckInListHeader(
    string Form, string PerformanceId, DateTimeOffset AsOf, string? After = null, string? Through = null);

/// <summary>Any other line of a page.</summary>
/// <param name="Version">The version of the tickets that doors accept; null: the reservation was refunded.</param>
internal sealed record CheckInListBooking(
    string ReservationId, string? Number = null, int? Version = null, IReadOnlyList<CheckInListSeat>? Seats = null);

/// <param name="CheckedInAt">Null: the ticket was not used.</param>
/// <param name="Door">Which door let it in.</param>
internal sealed record CheckInListSeat(
    string TicketId,
    string SeatId,
    string Section,
    int Row,
    int Number,
    DateTimeOffset? CheckedInAt = null,
    string? Door = null);
